# METADATA
# title: The audit log of an account is whole, and kept where it can be searched
# description: >-
#   Google and Azure write down by themselves who changed what. Who read it Google records only where it is told to; what happens below an
#   organization stays in each project, and Azure forgets after 90 days, until somebody sends it on. After a break-in those are the lines
#   that are asked for.
# related_resources:
#   - ref: https://cloud.google.com/logging/docs/audit/configure-data-access
#   - ref: https://cloud.google.com/logging/docs/export/aggregated_sinks
#   - ref: https://learn.microsoft.com/azure/azure-monitor/platform/activity-log
# custom:
#   id: account-audit-log
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - google_project_iam_audit_config
#     - google_folder_iam_audit_config
#     - google_organization_iam_audit_config
#     - google_logging_organization_sink
#     - google_logging_folder_sink
#     - azurerm_monitor_diagnostic_setting
#   siblings:
#     - google_folder_iam_audit_config
#     - google_organization_iam_audit_config
#     - google_logging_organization_sink
#     - google_logging_folder_sink
#     - azurerm_monitor_diagnostic_setting
#   controls:
#     cis: [GCP 2.0.0 2.1, Azure 2.1.0 5.1.2]
#     soc2: [CC7.2]
#   remediation: >-
#     Google: for `service = "allServices"` an `audit_log_config` block with each `log_type` of `ADMIN_READ`, `DATA_READ` and
#     `DATA_WRITE`, without `exempted_members`; sinks of an organization or a folder with `include_children = true`. Azure: for the
#     subscription an `enabled_log` block with each `category` of `Administrative`, `Alert`, `Policy` and `Security`, and a
#     `log_analytics_workspace_id`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       googleTypes:
#         description: What Google's audit logs of all services record beside each change, which they always do.
#         type: array
#         items: {type: string, enum: [ADMIN_READ, DATA_READ, DATA_WRITE]}
#         default: [ADMIN_READ, DATA_READ, DATA_WRITE]
#       azureCategories:
#         description: The categories of a subscription's activity log that are kept.
#         type: array
#         items:
#           type: string
#           enum: [Administrative, Alert, Autoscale, Policy, Recommendation, ResourceHealth, Security, ServiceHealth]
#         default: [Administrative, Alert, Policy, Security]
#       searchable:
#         description: Ask that Azure's activity log goes to a workspace, an event hub or a partner's solution, and not to a storage account alone.
#         type: boolean
#         default: true
package gatehouse.logging.account_audit_log

import data.gatehouse.lib.attribute
import data.gatehouse.lib.diagnostics

_parameters := data.config.parameters["account-audit-log"]

_around := input.context.siblings["account-audit-log"]

_read(name) := attribute.read(input.resource, [name])

# One sink of all that is below is enough: another may be for what the organization itself does.
_sink(resource) if resource.type in {"google_logging_organization_sink", "google_logging_folder_sink"}

_extents contains _read("include_children") if _sink(input.resource)

_extents contains attribute.read(sink, ["include_children"]) if {
	_sink(input.resource)
	some sink in _around.resources
	_sink(sink)
	not attribute.is(attribute.read(sink, ["disabled"]), true)
}

_all if {
	some answer in _extents
	attribute.is(answer, true)
}

_open if not _around.known

_open if {
	some answer in _extents
	attribute.undecided(answer)
}

violations contains {
	"path": "/include_children",
	"message": "no sink takes the logs of the folders and projects below; set include_children = true",
} if {
	_sink(input.resource)
	not _all
	not _open
}

unknowns contains {
	"path": "/include_children",
	"message": "whether a sink takes the logs of the folders and projects below is not known here",
} if {
	_sink(input.resource)
	not _all
	_open
}

violations contains {"path": "/disabled", "message": "the sink exports nothing; set disabled = false"} if {
	_sink(input.resource)
	attribute.is(_read("disabled"), true)
}

# Google always records changes. What it records of reading is said for all services, or for one.
_audit_config(resource) if endswith(resource.type, "_iam_audit_config")

not_applicable if {
	_audit_config(input.resource)
	not attribute.is(_read("service"), "allServices")
	not attribute.undecided(_read("service"))
}

# What is said of a folder or an organization holds below it, too.
_audit_configs := [config |
	some config in array.concat([input.resource], _around.resources)
	_audit_config(config)
	attribute.is(attribute.read(config, ["service"]), "allServices")
	_above(config)
]

_above(config) if config.id == input.resource.id

_above(config) if config.type != "google_project_iam_audit_config"

_log_types := [answer |
	some config in _audit_configs
	some keys in attribute.blocks(config, ["audit_log_config"])
	answer := attribute.read(config, array.concat(keys, ["log_type"]))
]

_unrecorded := [type |
	some type in _parameters.googleTypes
	not type in {answer.value | some answer in _log_types}
]

_undecided_types if {
	some config in _audit_configs
	attribute.undecided(attribute.read(config, ["audit_log_config"]))
}

_undecided_types if {
	some answer in _log_types
	attribute.undecided(answer)
}

violations contains {
	"path": "/audit_log_config",
	"message": $"what is read is not recorded; add audit_log_config for {concat(", ", _unrecorded)}",
} if {
	_audit_config(input.resource)
	not attribute.undecided(_read("service"))
	count(_unrecorded) > 0
	not _undecided_types
}

unknowns contains {"path": "/audit_log_config", "message": "what the audit log records is known only after apply"} if {
	_audit_config(input.resource)
	not attribute.undecided(_read("service"))
	count(_unrecorded) > 0
	_undecided_types
}

unknowns contains attribute.unknown(_read("service"), "whose audit log this is") if _audit_config(input.resource)

violations contains {
	"path": members.path,
	"message": "some may read without a record; take exempted_members out",
} if {
	_audit_config(input.resource)
	some keys in attribute.blocks(input.resource, ["audit_log_config"])
	attribute.read(input.resource, array.concat(keys, ["log_type"])).value in _parameters.googleTypes
	members := attribute.read(input.resource, array.concat(keys, ["exempted_members"]))
	count(members.value) > 0
}

# Azure keeps a subscription's activity log for 90 days, and longer where a diagnostic setting of the subscription sends it.
_setting(resource) if resource.type == "azurerm_monitor_diagnostic_setting"

_subscription(resource) := lower(trim_suffix(target.value, "/")) if {
	_setting(resource)
	target := attribute.read(resource, ["target_resource_id"])
	regex.match(`(?i)^/subscriptions/[^/]+/?$`, target.value)
} else := reference.id if {
	_setting(resource)
	some reference in attribute.read(resource, ["target_resource_id"]).references
	reference.type == "azurerm_subscription"
}

not_applicable if {
	_setting(input.resource)
	not _subscription(input.resource)
}

# Several settings of one subscription may each send a part.
_settings := [other |
	some other in array.concat([input.resource], _around.resources)
	_subscription(other) == _subscription(input.resource)
]

_sent := {answer.value | some other in _settings; some answer in diagnostics.logs(other)}

_unsent := [category |
	some category in _parameters.azureCategories
	not category in _sent
	not "allLogs" in _sent
]

_undecided_logs if {
	some other in _settings
	diagnostics.undecided(other)
}

violations contains {
	"path": "/enabled_log",
	"message": $"the activity log is kept without {concat(", ", _unsent)}; add enabled_log for it",
} if {
	_subscription(input.resource)
	count(_unsent) > 0
	not _undecided_logs
}

unknowns contains {"path": "/enabled_log", "message": "which parts of the activity log are kept is known only after apply"} if {
	_subscription(input.resource)
	count(_unsent) > 0
	_undecided_logs
}

_searchable if {
	some other in _settings
	some name in ["log_analytics_workspace_id", "eventhub_authorization_rule_id", "partner_solution_id"]
	attribute.is_set(attribute.read(other, [name]))
}

violations contains {
	"path": "/log_analytics_workspace_id",
	"message": "the activity log cannot be searched or alarm; set log_analytics_workspace_id",
} if {
	_subscription(input.resource)
	_parameters.searchable
	not _searchable
}
