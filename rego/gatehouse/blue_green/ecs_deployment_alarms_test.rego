package gatehouse.blue_green.ecs_deployment_alarms_test

import data.gatehouse.blue_green.ecs_deployment_alarms

_found(object, marks) := {violation.path |
	some violation in ecs_deployment_alarms.violations with input.resource as {"object": object, "unknown": marks}
}

_alarms(enable, rollback, names) := {"alarms": [{"enable": enable, "rollback": rollback, "alarm_names": names}]}

test_an_alarm_goes_back if _found(_alarms(true, true, ["errors"]), {}) == set()

test_no_alarm_stops_it if {
	_found({"alarms": []}, {}) == {"/alarms/0/alarm_names"}
	_found(_alarms(true, true, []), {}) == {"/alarms/0/alarm_names"}
	_found(_alarms(false, true, ["errors"]), {}) == {"/alarms/0/alarm_names"}
}

test_it_stops_and_stays if _found(_alarms(true, false, ["errors"]), {}) == {"/alarms/0/rollback"}

test_others_deploy_it if {
	every object in [{"deployment_controller": [{"type": "EXTERNAL"}]}, {"scheduling_strategy": "DAEMON"}] {
		ecs_deployment_alarms.not_applicable with input.resource as {"object": object, "unknown": {}}
	}
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	resource := {"object": {"alarms": [{"enable": true, "rollback": true}]}, "unknown": {"/alarms/0/alarm_names": mark}}
	_found(resource.object, resource.unknown) == set()
	unknowns := ecs_deployment_alarms.unknowns with input.resource as resource
	{unknown.path | some unknown in unknowns} == {"/alarms/0/alarm_names"}
}
