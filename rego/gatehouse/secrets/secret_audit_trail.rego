# METADATA
# title: Who reads a secret is recorded
# description: >-
#   After a leak the first question is who has read what, and since when. A trail that leaves out reading, or the key service because it
#   is loud, has no answer. An audit log that keeps the secrets themselves is the next leak.
# related_resources:
#   - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-cloudtrail.html
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
#   - ref: https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
#   - ref: https://learn.microsoft.com/en-us/azure/key-vault/general/logging
# custom:
#   id: secret-audit-trail
#   pack: secrets
#   default: off
#   sentence: Each workload has its own identity.
#   severity: high
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - aws_cloudtrail
#     - google_project_iam_audit_config
#     - google_folder_iam_audit_config
#     - google_organization_iam_audit_config
#     - azurerm_key_vault
#     - audit.k8s.io/*/Policy
#   siblings: [azurerm_monitor_diagnostic_setting]
#   controls:
#     cis: [Azure 2.1.0 5.1.4, Kubernetes 1.9.0 3.2.2]
#     soc2: [CC7.2]
#     pci: [10.2.1]
#   remediation: >-
#     CloudTrail: management events of both kinds, without `exclude_management_event_sources`. Google: `DATA_READ` for
#     `secretmanager.googleapis.com`, without `exempted_members`. Azure: an `azurerm_monitor_diagnostic_setting` on the vault with
#     `enabled_log { category = "AuditEvent" }`. Kubernetes: secrets at the level `Metadata`, before any rule that drops them.
#   parameters: {type: object, additionalProperties: false, properties: {}}
package gatehouse.secrets.secret_audit_trail

import data.gatehouse.lib.attribute
import data.gatehouse.lib.diagnostics

_at(keys) := attribute.read(input.resource, keys)

# CloudTrail. Reading a secret and opening it with a key are management events that read.
_selectors := attribute.blocks(input.resource, ["event_selector"]) if input.resource.type == "aws_cloudtrail"

_advanced := attribute.blocks(input.resource, ["advanced_event_selector"]) if input.resource.type == "aws_cloudtrail"

violations contains {
	"path": "/event_selector",
	"message": "no selector records that a secret is read; set include_management_events = true and read_write_type = \"All\"",
} if {
	count(_selectors) > 0
	every keys in _selectors {
		_leaves_out_reading(keys)
	}
}

_leaves_out_reading(keys) if attribute.is(_at(array.concat(keys, ["include_management_events"])), false)

_leaves_out_reading(keys) if attribute.is(_at(array.concat(keys, ["read_write_type"])), "WriteOnly")

violations contains {
	"path": answer.path,
	"message": "who opens secrets with a key is not recorded; do not exclude kms.amazonaws.com",
} if {
	some keys in _selectors
	answer := _at(array.concat(keys, ["exclude_management_event_sources"]))
	"kms.amazonaws.com" in answer.value
}

violations contains {
	"path": "/advanced_event_selector",
	"message": "no selector records that a secret is read; add one for the eventCategory Management",
} if {
	count(_advanced) > 0
	not _open_selectors
	every keys in _advanced {
		not _records_management(keys)
	}
}

_records_management(keys) if {
	selector := object.get(input.resource.object, array.concat(keys, ["field_selector"]), [])
	some category in selector
	category.field == "eventCategory"
	"Management" in category.equals
	every other in selector {
		not _leaves_out(other)
	}
}

_leaves_out(selector) if {
	selector.field == "readOnly"
	selector.equals == ["false"]
}

_leaves_out(selector) if {
	selector.field == "eventSource"
	count(selector.equals) > 0
}

_open_selectors if attribute.undecided(_at(["advanced_event_selector"]))

# Google writes down who reads secrets only where it is told to.
_audit_config if endswith(input.resource.type, "_iam_audit_config")

_google_secrets if {
	_audit_config
	_at(["service"]).value in {"secretmanager.googleapis.com", "allServices"}
}

not_applicable if {
	_audit_config
	not _google_secrets
	not attribute.undecided(_at(["service"]))
}

_reads := [keys |
	some keys in attribute.blocks(input.resource, ["audit_log_config"])
	attribute.is(_at(array.concat(keys, ["log_type"])), "DATA_READ")
]

violations contains {"path": "/audit_log_config", "message": "who reads secrets is not recorded; add the log_type DATA_READ"} if {
	_google_secrets
	count(_reads) == 0
}

violations contains {"path": answer.path, "message": "some may read secrets without a record; take exempted_members out"} if {
	_google_secrets
	some keys in _reads
	answer := _at(array.concat(keys, ["exempted_members"]))
	count(answer.value) > 0
}

# Azure: a setting of its own, which names the vault.
_taken := diagnostics.takes(
	input.context.siblings["secret-audit-trail"],
	input.resource,
	{"AuditEvent", "audit", "allLogs"},
) if {
	input.resource.type == "azurerm_key_vault"
}

violations contains {
	"path": "",
	"message": "who reads the vault's secrets is not recorded; add an azurerm_monitor_diagnostic_setting with AuditEvent",
} if {
	_taken == "no"
}

unknowns contains {
	"path": "",
	"message": "whether a diagnostic setting records who reads the vault's secrets is not known here",
} if {
	_taken == "unknown"
}

# Kubernetes: the first rule that matches decides.
_rules := input.resource.object.rules if startswith(input.resource.type, "audit.k8s.io/")

_first := min(places) if {
	places := [place |
		some place, rule in _rules
		_about_secrets(rule)
	]
	count(places) > 0
}

_about_secrets(rule) if {
	not _narrow(rule)
	count(object.get(rule, "resources", [])) == 0
	count(object.get(rule, "nonResourceURLs", [])) == 0
}

_about_secrets(rule) if {
	not _narrow(rule)
	some group in rule.resources
	object.get(group, "group", "") in {"", "*"}
	count(object.get(group, "resourceNames", [])) == 0
	_all_or_secrets(object.get(group, "resources", []))
}

_all_or_secrets([])

_all_or_secrets(resources) if {
	some resource in resources
	resource in {"secrets", "*"}
}

# What is said of some users, some namespaces or some verbs leaves the others.
_narrow(rule) if {
	some field in ["users", "userGroups", "namespaces"]
	count(rule[field]) > 0
}

_narrow(rule) if {
	count(rule.verbs) > 0
	not "get" in rule.verbs
	not "*" in rule.verbs
}

violations contains {
	"path": $"/rules/{_first}/level",
	"message": "nobody records who reads secrets; put a rule with level: Metadata for them first",
} if {
	_rules[_first].level == "None"
}

violations contains {
	"path": $"/rules/{_first}/level",
	"message": "the log keeps the secrets themselves; put a rule with level: Metadata for them first",
} if {
	_rules[_first].level in {"Request", "RequestResponse"}
}

violations contains {"path": "/rules", "message": "no rule records who reads secrets; add one with level: Metadata"} if {
	startswith(input.resource.type, "audit.k8s.io/")
	not _first
}
