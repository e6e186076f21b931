# METADATA
# title: The tags that say who pays are activated as cost allocation tags
# description: >-
#   A tag on every resource changes no bill. Only what is activated in the payer's account appears in Cost Explorer, in budgets and
#   in the cost and usage report, and only from that day on: what was not activated last month cannot be told apart any more.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
# custom:
#   id: cost-allocation-tags
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [set/terraform]
#   siblings:
#     - aws_ce_cost_allocation_tag
#     - aws_ce_cost_category
#     - aws_cur_report_definition
#     - aws_bcmdataexports_export
#   remediation: >-
#     Where the payer's account is set up, add for each key `resource "aws_ce_cost_allocation_tag" "team" { tag_key = "team", status =
#     "Active" }` (one argument a line). A key can be activated once some resource has carried it for a day.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       keys:
#         description: The tags by which cost is told apart.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [team, env, cost-center]
package gatehouse.cost.cost_allocation_tags

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["cost-allocation-tags"]

_resources := input.context.siblings["cost-allocation-tags"].resources

# Only a plan that sets up reports of cost, or some of these tags, is the payer's.
not_applicable if count(_resources) == 0

_active := {key |
	some resource in _resources
	resource.type == "aws_ce_cost_allocation_tag"
	attribute.is(attribute.read(resource, ["status"]), "Active")
	key := attribute.read(resource, ["tag_key"]).value
}

_missing := sort([key | some key in _parameters.keys; not key in _active])

_open if {
	some resource in _resources
	resource.type == "aws_ce_cost_allocation_tag"
	some key in ["tag_key", "status"]
	attribute.undecided(attribute.read(resource, [key]))
}

violations contains {
	"path": "",
	"message": $"{concat(", ", _missing)}: not activated, and so in no report of cost; add an aws_ce_cost_allocation_tag for each",
} if {
	count(_missing) > 0
	not _open
}

unknowns contains {
	"path": "",
	"message": $"whether {concat(", ", _missing)} will be activated is known only after apply",
} if {
	count(_missing) > 0
	_open
}
