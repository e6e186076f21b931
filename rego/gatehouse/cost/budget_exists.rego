# METADATA
# title: An account, a project or a subscription that is set up has a budget
# description: >-
#   A budget that nobody wrote warns nobody. Where Terraform sets up an account (its organization, its contacts, its trail), a project that
#   is billed or a subscription, the budget belongs into the same place, so that none is without.
# related_resources:
#   - ref: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
#   - ref: https://cloud.google.com/billing/docs/how-to/budgets
#   - ref: https://learn.microsoft.com/en-us/azure/cost-management-billing/costs/tutorial-acm-create-budgets
# custom:
#   id: budget-exists
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [set/terraform]
#   siblings:
#     - aws_budgets_budget
#     - aws_organizations_account
#     - aws_account_alternate_contact
#     - aws_iam_account_password_policy
#     - google_project
#     - google_billing_budget
#     - azurerm_subscription
#     - azurerm_consumption_budget_*
#   remediation: >-
#     Add an `aws_budgets_budget` with `notification` blocks at 80, 100 and 120 percent that name a subscriber, a `google_billing_budget` with
#     `threshold_rules`, or an `azurerm_consumption_budget_subscription` with `notification` blocks.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.cost.budget_exists

import data.gatehouse.lib.attribute

_resources := input.context.siblings["budget-exists"].resources

# What sets up something that is billed, and what limits it, on each platform.
_platforms := {
	"aws": {"what": "an account", "budget": "an aws_budgets_budget"},
	"google": {"what": "a project", "budget": "a google_billing_budget"},
	"azurerm": {"what": "a subscription", "budget": "an azurerm_consumption_budget_subscription"},
}

_of(platform) := [resource | some resource in _resources; startswith(resource.type, $"{platform}_")]

_budgets(platform) := [resource | some resource in _of(platform); contains(resource.type, "_budget")]

_sets_up contains platform if {
	some platform, _ in _platforms
	some resource in _of(platform)
	not contains(resource.type, "_budget")
	not _unbilled(resource)
}

# A project without a billing account spends nothing.
_unbilled(resource) if {
	resource.type == "google_project"
	attribute.unset(attribute.read(resource, ["billing_account"]))
}

# Most plans are of an application, and say nothing of the account.
not_applicable if count(_sets_up) == 0

_lacks := [$"this sets up {names.what} and no budget; add {names.budget}" |
	some platform in sort(_sets_up)
	count(_budgets(platform)) == 0
	names := _platforms[platform]
]

violations contains {"path": "", "message": concat(". ", _lacks)} if count(_lacks) > 0
