package gatehouse.blue_green.ecs_healthy_percent_test

import data.gatehouse.blue_green.ecs_healthy_percent

_parameters := {"ecs-healthy-percent": {"minHealthyPercent": 50}}

_path := "/deployment_minimum_healthy_percent"

_found(object) := {violation.path |
	some violation in ecs_healthy_percent.violations with input.resource as {"object": object, "unknown": {}}
		with data.config.parameters as _parameters
}

test_half_of_the_tasks_serve if {
	_found({}) == set()
	_found({"deployment_minimum_healthy_percent": 50}) == set()
}

test_all_tasks_may_go if _found({"deployment_minimum_healthy_percent": 0}) == {_path}

test_what_has_no_tasks_or_another_way_is_not_judged if {
	every object in [
		{"scheduling_strategy": "DAEMON"},
		{"deployment_controller": [{"type": "CODE_DEPLOY"}]},
		{"desired_count": 0},
	] {
		ecs_healthy_percent.not_applicable with input.resource as {"object": object, "unknown": {}}
	}
}

test_what_is_known_after_apply_is_unknown if {
	resource := {"object": {}, "unknown": {_path: {"references": [], "computed": false, "open": true}}}
	unknowns := ecs_healthy_percent.unknowns with input.resource as resource with data.config.parameters as _parameters
	{unknown.path | some unknown in unknowns} == {_path}
}
