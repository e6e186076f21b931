package gatehouse.cost.tags_propagate_test

import data.gatehouse.cost.tags_propagate as rule

_input(type, object) := {"resource": {"source": "terraform", "type": type, "operation": "create", "object": object}}

_found(type, object) := {violation.path: violation.fix.offer | some violation in violations} if {
	violations := rule.violations with input as _input(type, object)
		with data.config.parameters["tags-propagate"] as {"keys": ["team"]}
}

_tag(key, propagated) := {"tag": [{"key": key, "value": "x", "propagate_at_launch": propagated}]}

test_a_cost_tag_that_stays_with_the_group_is_found if {
	_found("aws_autoscaling_group", _tag("team", false)) == {"/tag/0/propagate_at_launch": "tag {\n  propagate_at_launch = true\n}"}
}

test_other_tags_may_stay if _found("aws_autoscaling_group", _tag("note", false)) == {}

test_a_cost_tag_that_goes_on_is_kept if _found("aws_autoscaling_group", _tag("team", true)) == {}

test_a_service_says_from_where if {
	_found("aws_ecs_service", {}) == {"/propagate_tags": "propagate_tags = \"SERVICE\""}
	_found("aws_ecs_service", {"propagate_tags": "NONE"}) == {"/propagate_tags": "propagate_tags = \"SERVICE\""}
	_found("aws_ecs_service", {"propagate_tags": "TASK_DEFINITION"}) == {}
}

test_a_database_hands_its_tags_to_snapshots if {
	_found("aws_db_instance", {}) == {"/copy_tags_to_snapshot": "copy_tags_to_snapshot = true"}
	_found("aws_rds_cluster", {"copy_tags_to_snapshot": true}) == {}
}

test_what_is_not_known_yet_is_open if {
	unknown := {"/copy_tags_to_snapshot": {"references": [], "computed": false, "open": true}}
	given := {"resource": {"source": "terraform", "type": "aws_db_instance", "object": {}, "unknown": unknown}}
	violations := rule.violations with input as given with data.config.parameters["tags-propagate"] as {"keys": []}
	unknowns := rule.unknowns with input as given with data.config.parameters["tags-propagate"] as {"keys": []}
	violations == set()
	count(unknowns) == 1
}
