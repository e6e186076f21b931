package gatehouse.blue_green.ecs_circuit_breaker_test

import data.gatehouse.blue_green.ecs_circuit_breaker

_found(object, marks) := {violation.path |
	some violation in ecs_circuit_breaker.violations with input.resource as {"object": object, "unknown": marks}
}

_open(object, marks) := {unknown.path |
	some unknown in ecs_circuit_breaker.unknowns with input.resource as {"object": object, "unknown": marks}
}

_breaker(enable, rollback) := {"deployment_circuit_breaker": [{"enable": enable, "rollback": rollback}]}

_mark := {"references": [], "computed": false, "open": true}

test_it_goes_back if _found(_breaker(true, true), {}) == set()

test_it_tries_for_ever if {
	_found({"deployment_circuit_breaker": []}, {}) == {"/deployment_circuit_breaker/0/enable"}
	_found(_breaker(false, true), {}) == {"/deployment_circuit_breaker/0/enable"}
}

test_it_stops_and_stays if _found(_breaker(true, false), {}) == {"/deployment_circuit_breaker/0/rollback"}

test_others_deploy_it if {
	resource := {"object": {"deployment_controller": [{"type": "CODE_DEPLOY"}]}, "unknown": {}}
	ecs_circuit_breaker.not_applicable with input.resource as resource
}

test_what_is_known_after_apply_is_unknown if {
	marks := {"/deployment_circuit_breaker/0/rollback": _mark}
	_found({"deployment_circuit_breaker": [{"enable": true}]}, marks) == set()
	_open({"deployment_circuit_breaker": [{"enable": true}]}, marks) == {"/deployment_circuit_breaker/0/rollback"}
	_found({}, {"/deployment_controller/0/type": _mark}) == set()
	_open({}, {"/deployment_controller/0/type": _mark}) == {"/deployment_controller/0/type"}
}
