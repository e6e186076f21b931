# METADATA
# title: Policies are enforced, not only tried
# description: >-
#   A policy that is tried out writes down what it would have refused. That is right for a week; after it, everybody believes in a guard
#   that lets everything pass.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/azure/governance/policy/concepts/assignment-structure#enforcement-mode
#   - ref: https://cloud.google.com/resource-manager/docs/organization-policy/dry-run-policy
#   - ref: https://open-policy-agent.github.io/gatekeeper/website/docs/violations/
# custom:
#   id: policies-enforced
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   severity: medium
#   action: warn
#   kinds:
#     - azurerm_management_group_policy_assignment
#     - azurerm_subscription_policy_assignment
#     - azurerm_resource_group_policy_assignment
#     - azurerm_resource_policy_assignment
#     - google_org_policy_policy
#     - constraints.gatekeeper.sh/*
#   remediation: >-
#     Set `enforce = true` in the assignment of Azure, move what is under `dry_run_spec` of Google Cloud to `spec`, and leave
#     `enforcementAction` of a Gatekeeper constraint at `deny`. What must be tried for longer is waived with an expiry.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.compliance.policies_enforced

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

_azure if startswith(input.resource.type, "azurerm_")

_google if input.resource.type == "google_org_policy_policy"

_gatekeeper if startswith(input.resource.type, "constraints.gatekeeper.sh/")

_enforce := attribute.read(input.resource, ["enforce"])

violations contains {
	"path": _enforce.path,
	"message": "the policy refuses nothing; set enforce = true",
	"fix": {
		"description": "enforce the policy",
		"offer": hcl.assignment(_enforce.path, true),
	},
} if {
	_azure
	attribute.is(_enforce, false)
}

unknowns contains attribute.unknown(_enforce, "whether the policy is enforced") if _azure

_spec := attribute.read(input.resource, ["spec"])

_dry := attribute.read(input.resource, ["dry_run_spec"])

violations contains {
	"path": _dry.path,
	"message": "the policy refuses nothing; move dry_run_spec to spec",
} if {
	_google
	count(_dry.value) > 0
	not attribute.undecided(_spec)
	count(attribute.blocks(input.resource, ["spec"])) == 0
}

_action := attribute.read(input.resource, ["spec", "enforcementAction"])

violations contains {
	"path": _action.path,
	"message": $"the constraint refuses nothing; {_action.value} only tells",
	"fix": {
		"description": "enforce the constraint",
		"patch": [{"op": "replace", "path": _action.path, "value": "deny"}],
	},
} if {
	_gatekeeper
	_action.value in {"dryrun", "warn"}
}
