package gatehouse.blue_green.codedeploy_blue_green_test

import data.gatehouse.blue_green.codedeploy_blue_green

_parameters := {"codedeploy-blue-green": {"minWaitMinutes": 5}}

_found(object) := {violation.path |
	some violation in codedeploy_blue_green.violations with input.resource as {"object": object, "unknown": {}}
		with data.config.parameters as _parameters
}

_group(type, option, ending) := {
	"deployment_style": [{"deployment_type": type, "deployment_option": option}],
	"blue_green_deployment_config": [{"terminate_blue_instances_on_deployment_success": [ending]}],
}

_wait := "/blue_green_deployment_config/0/terminate_blue_instances_on_deployment_success/0/termination_wait_time_in_minutes"

test_it_waits if {
	_found(_group("BLUE_GREEN", "WITH_TRAFFIC_CONTROL", {"action": "TERMINATE", "termination_wait_time_in_minutes": 15})) == set()
}

test_what_is_kept_need_not_wait if {
	_found(_group("BLUE_GREEN", "WITH_TRAFFIC_CONTROL", {"action": "KEEP_ALIVE"})) == set()
}

test_it_ends_at_once if {
	_found(_group("BLUE_GREEN", "WITH_TRAFFIC_CONTROL", {"action": "TERMINATE"})) == {_wait}
	_found({"deployment_style": [{"deployment_type": "BLUE_GREEN", "deployment_option": "WITH_TRAFFIC_CONTROL"}]}) == {_wait}
}

test_the_default_has_no_traffic_control if _found({}) == {"/deployment_style/0/deployment_option"}

test_in_place_behind_a_load_balancer if {
	_found({"deployment_style": [{"deployment_type": "IN_PLACE", "deployment_option": "WITH_TRAFFIC_CONTROL"}]}) == set()
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	object := _group("BLUE_GREEN", "WITH_TRAFFIC_CONTROL", {})
	unknowns := codedeploy_blue_green.unknowns with input.resource as {"object": object, "unknown": {_wait: mark}}
		with data.config.parameters as _parameters
	{unknown.path | some unknown in unknowns} == {_wait}
}
