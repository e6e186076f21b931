package gatehouse.cost.budget_alerts_test

import data.gatehouse.cost.budget_alerts as rule

_aws(notifications) := {"type": "aws_budgets_budget", "object": {
	"budget_type": "COST",
	"limit_amount": "1000",
	"notification": notifications,
}}

_google(object) := {"type": "google_billing_budget", "object": object}

_azure(notifications) := {"type": "azurerm_consumption_budget_resource_group", "object": {"notification": notifications}}

_mail(threshold) := {
	"comparison_operator": "GREATER_THAN",
	"threshold": threshold,
	"threshold_type": "PERCENTAGE",
	"subscriber_email_addresses": ["shop@example.com"],
}

_violations(resource) := {violation.path: violation.message | some violation in violations} if {
	violations := rule.violations with input as {"resource": resource}
		with data.config.parameters["budget-alerts"] as {"thresholds": [80, 100, 120]}
}

_unknowns(resource) := {unknown.path | some unknown in unknowns} if {
	unknowns := rule.unknowns with input as {"resource": resource}
		with data.config.parameters["budget-alerts"] as {"thresholds": [80, 100, 120]}
}

_told := "nobody is told at 80, 100, 120 percent of this budget; add an alert for each"

test_all_three_are_kept if {
	_violations(_aws([_mail(80), _mail(100), _mail(120)])) == {}
	_unknowns(_aws([_mail(80), _mail(100), _mail(120)])) == set()
}

test_none_is_found if _violations(_aws([])) == {"/notification": _told}

test_one_is_not_enough if {
	_violations(_aws([_mail(100)])) == {"/notification": "nobody is told at 80, 120 percent of this budget; add an alert for each"}
}

test_an_amount_is_a_part_of_the_limit if {
	absolute := object.union(_mail(1200), {"threshold_type": "ABSOLUTE_VALUE"})
	_violations(_aws([_mail(80), _mail(100), absolute])) == {}
}

test_an_amount_of_an_unknown_limit_leaves_it_open if {
	absolute := object.union(_mail(1200), {"threshold_type": "ABSOLUTE_VALUE"})
	budget := {"type": "aws_budgets_budget", "object": {"budget_type": "COST", "notification": [absolute]}}
	_violations(budget) == {}
	_unknowns(budget) == {"/notification"}
}

test_an_alert_below_is_none if {
	below := object.union(_mail(80), {"comparison_operator": "LESS_THAN"})
	count(_violations(_aws([below, _mail(100), _mail(120)]))) == 1
}

test_an_alert_to_nobody_is_found if {
	silent := object.union(_mail(120), {"subscriber_email_addresses": []})
	_violations(_aws([_mail(80), _mail(100), silent])) == {"/notification/2": "this alert tells nobody; set subscriber_email_addresses"}
}

test_a_topic_that_is_not_known_yet_is_somebody if {
	silent := object.remove(_mail(120), ["subscriber_email_addresses"])
	unknown := {"/notification/2/subscriber_sns_topic_arns": {"references": [], "computed": false, "open": false}}
	_violations(object.union(_aws([_mail(80), _mail(100), silent]), {"unknown": unknown})) == {}
}

test_budgets_of_reservations_are_not_judged if {
	rule.not_applicable with input as {"resource": {"type": "aws_budgets_budget", "object": {"budget_type": "RI_UTILIZATION"}}}
	not rule.not_applicable with input as {"resource": _aws([])}
}

test_google_has_parts_of_one if {
	rules := [{"threshold_percent": 0.8}, {"threshold_percent": 1}, {"threshold_percent": 1.2}]
	_violations(_google({"threshold_rules": rules})) == {}
	silent := {"threshold_rules": rules, "all_updates_rule": [{"disable_default_iam_recipients": true}]}
	object.keys(_violations(_google(silent))) == {"/all_updates_rule/0/disable_default_iam_recipients"}
	heard := {"disable_default_iam_recipients": true, "pubsub_topic": "projects/shop/topics/budget"}
	_violations(_google({"threshold_rules": rules, "all_updates_rule": [heard]})) == {}
}

test_azure_can_switch_an_alert_off if {
	on := [{"threshold": threshold, "contact_roles": ["Owner"]} | some threshold in [80, 100, 120]]
	_violations(_azure(on)) == {}
	off := array.concat(array.slice(on, 0, 2), [object.union(on[2], {"enabled": false})])
	_violations(_azure(off)) == {"/notification": "nobody is told at 120 percent of this budget; add an alert for each"}
}
