# METADATA
# title: An account that is set up has a budget
# description: >-
#   A budget that nobody wrote warns nobody. Where Terraform sets up an account (its organization, its contacts, its trail),
#   the budget belongs into the same place, so that no account is without.
# related_resources:
#   - ref: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
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
#   remediation: >-
#     Add an `aws_budgets_budget` with `notification` blocks at 80, 100 and 120 percent that name a subscriber.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.cost.budget_exists

_resources := input.context.siblings["budget-exists"].resources

_budgets := [resource | some resource in _resources; resource.type == "aws_budgets_budget"]

# Most plans are of an application, and say nothing of the account.
not_applicable if count(_resources) == count(_budgets)

violations contains {
	"path": "",
	"message": "this sets up an account and no budget; add an aws_budgets_budget",
} if {
	count(_budgets) == 0
}
