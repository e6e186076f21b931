package gatehouse.blue_green.codedeploy_rollback_test

import data.gatehouse.blue_green.codedeploy_rollback

_both := ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]

_judged(object, marks, events) := {"violations": violations, "unknowns": unknowns} if {
	resource := {"object": object, "unknown": marks}
	parameters := {"codedeploy-rollback": {"events": events}}
	violations := {found.path |
		some found in codedeploy_rollback.violations with input.resource as resource
			with data.config.parameters as parameters
	}
	unknowns := {found.path |
		some found in codedeploy_rollback.unknowns with input.resource as resource
			with data.config.parameters as parameters
	}
}

_found(object) := _judged(object, {}, _both).violations

_rollback := {"auto_rollback_configuration": [{"enabled": true, "events": _both}]}

_alarms := {"alarm_configuration": [{"enabled": true, "alarms": ["errors"]}]}

test_it_rolls_back if _found(object.union(_rollback, _alarms)) == set()

test_nothing_is_set if {
	found := _found({"auto_rollback_configuration": [], "alarm_configuration": []})
	found == {"/auto_rollback_configuration/0/enabled", "/alarm_configuration/0/alarms"}
}

test_it_is_switched_off if {
	_found(object.union(_alarms, {"auto_rollback_configuration": [{"enabled": false, "events": _both}]})) == {
		"/auto_rollback_configuration/0/enabled",
	}
	_found(object.union(_rollback, {"alarm_configuration": [{"enabled": false, "alarms": ["errors"]}]})) == {
		"/alarm_configuration/0/alarms",
	}
}

test_each_event_counts if {
	_found(object.union(_alarms, {"auto_rollback_configuration": [{"enabled": true, "events": ["DEPLOYMENT_FAILURE"]}]})) == {
		"/auto_rollback_configuration/0/events",
	}
}

test_alarms_that_cannot_be_read_stop_it if {
	alarms := {"alarm_configuration": [{"enabled": true, "alarms": ["errors"], "ignore_poll_alarm_failure": true}]}
	_found(object.union(_rollback, alarms)) == {"/alarm_configuration/0/ignore_poll_alarm_failure"}
}

test_alarms_may_be_left_out if {
	_judged({"auto_rollback_configuration": [{"enabled": true, "events": ["DEPLOYMENT_FAILURE"]}]}, {}, ["DEPLOYMENT_FAILURE"]) == {
		"violations": set(),
		"unknowns": set(),
	}
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	open := {"auto_rollback_configuration": [{"enabled": true}], "alarm_configuration": [{"enabled": true}]}
	marks := {"/auto_rollback_configuration/0/events": mark, "/alarm_configuration/0/alarms": mark}
	_judged(open, marks, _both) == {
		"violations": set(),
		"unknowns": {"/auto_rollback_configuration/0/events", "/alarm_configuration/0/alarms"},
	}
}
