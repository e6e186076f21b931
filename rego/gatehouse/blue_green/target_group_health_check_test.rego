package gatehouse.blue_green.target_group_health_check_test

import data.gatehouse.blue_green.target_group_health_check

_parameters := {"target-group-health-check": {"maxSeconds": 90, "minDrainSeconds": 5}}

_found(object, marks) := {violation.path |
	some violation in target_group_health_check.violations with input.resource as {"object": object, "unknown": marks}
		with data.config.parameters as _parameters
}

_group(check, more) := object.union({"protocol": "HTTP", "health_check": [object.union({"path": "/ready"}, check)]}, more)

_at(field) := $"/health_check/0/{field}"

test_the_service_is_asked if {
	_found(_group({"matcher": "200-299", "interval": 10, "unhealthy_threshold": 2}, {"deregistration_delay": "30"}), {}) == set()
}

test_the_root_is_nobodys_choice if {
	_found({"protocol": "HTTPS"}, {}) == {_at("path")}
	_found({"protocol": "HTTP", "health_check": [{"path": "/"}]}, {}) == set()
}

test_a_connection_is_enough_for_the_network if {
	_found({"protocol": "TCP"}, {}) == set()
	_found({"protocol": "TCP", "health_check": [{"protocol": "HTTP", "path": "/ready"}]}, {}) == set()
}

test_ranges_that_take_errors_for_health if {
	_found(_group({"matcher": "200-499"}, {}), {}) == {_at("matcher")}
	_found(_group({"matcher": "200,300-404"}, {}), {}) == {_at("matcher")}
	_found(_group({"matcher": "200-399"}, {}), {}) == set()
	_found(_group({"matcher": "401"}, {}), {}) == set()
}

test_it_takes_too_long if {
	_found(_group({"interval": 30, "unhealthy_threshold": 5}, {}), {}) == {_at("interval")}
	_found(_group({"interval": 30}, {}), {}) == set()
}

test_requests_are_dropped if _found(_group({}, {"deregistration_delay": "0"}), {}) == {"/deregistration_delay"}

test_functions_are_not_asked if {
	target_group_health_check.not_applicable with input.resource as {"object": {"target_type": "lambda"}, "unknown": {}}
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	marks := {_at("interval"): mark, _at("path"): mark}
	object := {"protocol": "HTTP", "health_check": [{}]}
	_found(object, marks) == set()
	unknowns := target_group_health_check.unknowns with input.resource as {"object": object, "unknown": marks}
		with data.config.parameters as _parameters
	{unknown.path | some unknown in unknowns} == {_at("interval")}
}
