package gatehouse.cost.budget_exists_test

import data.gatehouse.cost.budget_exists

_around(types) := {"context": {"siblings": {"budget-exists": {
	"known": true,
	"resources": [{"type": type} | some type in types],
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
