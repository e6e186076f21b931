package gatehouse.cost.budget_exists_test

import data.gatehouse.cost.budget_exists

_around(types) := {"context": {"siblings": {"budget-exists": {
	"known": true,
	"resources": [{"type": type, "object": {"billing_account": "01-02-03"}, "unknown": {}} | some type in types],
}}}}

test_an_account_without_a_budget_is_found if {
	violations := budget_exists.violations with input as _around(["aws_iam_account_password_policy"])
	violations == {{"path": "", "message": "this sets up an account and no budget; add an aws_budgets_budget"}}
	not budget_exists.not_applicable with input as _around(["aws_iam_account_password_policy"])
}

test_an_account_with_a_budget_is_kept if {
	violations := budget_exists.violations with input as _around(["aws_organizations_account", "aws_budgets_budget"])
	violations == set()
}

test_what_sets_up_no_account_is_not_judged if budget_exists.not_applicable with input as _around([])

test_projects_and_subscriptions if {
	projects := budget_exists.violations with input as _around(["google_project", "aws_budgets_budget"])
	projects == {{"path": "", "message": "this sets up a project and no budget; add a google_billing_budget"}}
	kept := budget_exists.violations with input as _around(["google_project", "google_billing_budget"])
	kept == set()
	subscriptions := budget_exists.violations with input as _around(["azurerm_subscription"])
	count(subscriptions) == 1
	some type in ["azurerm_consumption_budget_subscription", "azurerm_consumption_budget_management_group"]
	limited := budget_exists.violations with input as _around(["azurerm_subscription", type])
	limited == set()
}

test_a_project_that_is_not_billed_is_not_judged if {
	around := [{"type": "google_project", "object": {"name": "shop"}, "unknown": {}}]
	budget_exists.not_applicable with input as {"context": {"siblings": {"budget-exists": {"known": true, "resources": around}}}}
}
