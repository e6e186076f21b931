# METADATA
# title: What Azure Policy finds and can mend is mended
# description: >-
#   A policy that deploys or modifies mends what is made from now on. What is there already stays as it was found until a remediation task
#   runs, and without an identity to act as the policy mends nothing at all.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/azure/governance/policy/how-to/remediate-resources
# custom:
#   id: policy-remediation
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - azurerm_management_group_policy_assignment
#     - azurerm_subscription_policy_assignment
#     - azurerm_resource_group_policy_assignment
#     - azurerm_resource_policy_assignment
#   siblings:
#     - azurerm_management_group_policy_remediation
#     - azurerm_subscription_policy_remediation
#     - azurerm_resource_group_policy_remediation
#     - azurerm_resource_policy_remediation
#     - azurerm_policy_definition
#   remediation: >-
#     Give the assignment an `identity { type = "SystemAssigned" }` with a `location`, and that identity the roles that the policy names. Add an
#     `azurerm_subscription_policy_remediation` (or that of the assignment's scope) with `policy_assignment_id` of the assignment; for an
#     initiative one for each `policy_definition_reference_id` that mends.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exempt:
#         description: Assignments whose findings people mend, as globs over the name.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.compliance.policy_remediation

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["policy-remediation"]

_around := input.context.siblings["policy-remediation"]

_definitions := [other | some other in _around.resources; other.type == "azurerm_policy_definition"]

_remediations := [other | some other in _around.resources; endswith(other.type, "_policy_remediation")]

not_applicable if glob.any_match(_parameters.exempt, attribute.read(input.resource, ["name"]).value)

# What is not enforced mends nothing yet.
not_applicable if attribute.is(attribute.read(input.resource, ["enforce"]), false)

_block := attribute.read(input.resource, ["identity"])

_identity := attribute.read(input.resource, ["identity", 0, "type"])

# An identity is there to act as; so is a definition of the same plan that acts.
_mends if attribute.is_set(_identity)

_mends if _acts

_acts if {
	some definition in _definitions
	siblings.names(input.resource, ["policy_definition_id"], definition) == "yes"
	rule := json.unmarshal(attribute.read(definition, ["policy_rule"]).value)
	lower(rule.then.effect) in {"deployifnotexists", "modify"}
}

not_applicable if not _mends

violations contains {
	"path": _block.path,
	"message": "the policy mends what it finds and has no identity to act as; add identity and location",
} if {
	_acts
	attribute.unset(_identity)
	not attribute.undecided(_block)
}

_kept if count(siblings.naming(_remediations, ["policy_assignment_id"], input.resource)) > 0

_open if not _around.known

_open if siblings.may_name(_remediations, ["policy_assignment_id"], input.resource)

violations contains {
	"path": "",
	"message": "what is there already stays as the policy finds it; add a policy remediation of the assignment",
} if {
	_mends
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether what is there already is mended is not known here"} if {
	_mends
	not _kept
	_open
}
