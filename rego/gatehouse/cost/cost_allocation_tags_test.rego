package gatehouse.cost.cost_allocation_tags_test

import data.gatehouse.cost.cost_allocation_tags as rule

_tag(key, status) := {"type": "aws_ce_cost_allocation_tag", "object": {"tag_key": key, "status": status}}

_report := {"type": "aws_cur_report_definition", "object": {}}

_around(resources) := {"context": {"siblings": {"cost-allocation-tags": {"known": true, "resources": resources}}}}

_judged(resources) := {"violations": {violation.message | some violation in violations}, "unknowns": count(unknowns)} if {
	violations := rule.violations with input as _around(resources)
		with data.config.parameters["cost-allocation-tags"] as {"keys": ["env", "team"]}
	unknowns := rule.unknowns with input as _around(resources)
		with data.config.parameters["cost-allocation-tags"] as {"keys": ["env", "team"]}
}

_told(keys) := {"violations": {$"{keys}: not activated, and so in no report of cost; add an aws_ce_cost_allocation_tag for each"}, "unknowns": 0}

test_all_active_is_kept if _judged([_tag("env", "Active"), _tag("team", "Active")]) == {"violations": set(), "unknowns": 0}

test_none_is_found_where_cost_is_reported if _judged([_report]) == _told("env, team")

test_inactive_is_missing if _judged([_tag("env", "Active"), _tag("team", "Inactive")]) == _told("team")

test_a_key_that_is_not_known_leaves_it_open if {
	tag := {
		"type": "aws_ce_cost_allocation_tag",
		"object": {"status": "Active"},
		"unknown": {"/tag_key": {"references": [], "computed": false, "open": true}},
	}
	_judged([_tag("env", "Active"), tag]) == {"violations": set(), "unknowns": 1}
}

test_other_plans_are_not_judged if rule.not_applicable with input as _around([])
