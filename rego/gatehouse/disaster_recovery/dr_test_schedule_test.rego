package gatehouse.disaster_recovery.dr_test_schedule_test

import data.gatehouse.disaster_recovery.dr_test_schedule

_arn := "arn:aws:states:eu-central-1:111122223333:stateMachine:failover"

_parameters := {"dr-test-schedule": {"maxDays": 31, "names": ["*failover*"]}}

_given(others, known) := {
	"resource": {"type": "aws_sfn_state_machine", "id": "aws_sfn_state_machine.it", "object": {"name": "failover", "arn": _arn}, "unknown": {}},
	"context": {"siblings": {"dr-test-schedule": {"known": known, "resources": others}}},
}

_judged(others, known) := [count(violations), count(unknowns)] if {
	violations := dr_test_schedule.violations with input as _given(others, known) with data.config.parameters as _parameters
	unknowns := dr_test_schedule.unknowns with input as _given(others, known) with data.config.parameters as _parameters
}

_marks(paths) := {path: {"references": [], "computed": false, "open": true} | some path in paths}

_schedule(expression, values, unknown) := {
	"type": "aws_scheduler_schedule",
	"id": "aws_scheduler_schedule.it",
	"object": object.union({"schedule_expression": expression, "target": [{"arn": _arn}]}, values),
	"unknown": _marks(unknown),
}

_runs(expression) := _judged([_schedule(expression, {}, [])], true)

test_monthly_and_more_often_is_kept if {
	_runs("cron(0 9 1 * ? *)") == [0, 0]
	_runs("cron(0 9 ? * TUE#1 *)") == [0, 0]
	_runs("rate(30 days)") == [0, 0]
	_runs("rate(12 hours)") == [0, 0]
}

test_seldom_once_off_or_never_is_found if {
	_runs("cron(0 9 1 */3 ? *)") == [1, 0]
	_runs("rate(90 days)") == [1, 0]
	_runs("at(2027-01-01T09:00:00)") == [1, 0]
	_judged([_schedule("rate(1 day)", {"state": "DISABLED"}, [])], true) == [1, 0]
	_judged([_schedule("rate(1 day)", {"target": [{"arn": "arn:aws:sqs:eu-central-1:111122223333:q"}]}, [])], true) == [1, 0]
	_judged([], true) == [1, 0]
}

_rule(values) := {
	"type": "aws_cloudwatch_event_rule",
	"id": "aws_cloudwatch_event_rule.it",
	"object": object.union({"name": "monthly", "schedule_expression": "rate(7 days)"}, values),
	"unknown": {},
}

_target(unknown) := {
	"type": "aws_cloudwatch_event_target",
	"id": "aws_cloudwatch_event_target.it",
	"object": {"rule": "monthly", "arn": _arn},
	"unknown": _marks(unknown),
}

test_a_rule_counts_by_its_target if {
	_judged([_rule({}), _target([])], true) == [0, 0]
	_judged([_rule({"is_enabled": false}), _target([])], true) == [1, 0]
	_judged([_rule({})], true) == [1, 0]
}

test_what_is_not_known_leaves_it_open if {
	_judged([], false) == [0, 1]
	_judged([_schedule(null, {}, ["/schedule_expression"])], true) == [0, 1]
	_judged([_schedule("rate(1 day)", {}, ["/target/0/arn"])], true) == [0, 1]
	_judged([_rule({}), _target(["/arn"])], true) == [0, 1]
	_judged([_target(["/rule"])], true) == [0, 1]
}

test_other_machines_are_not_judged if {
	other := object.union(_given([], true), {"resource": {"object": {"name": "orders"}}})
	dr_test_schedule.not_applicable with input as other with data.config.parameters as _parameters
	not dr_test_schedule.not_applicable with input as _given([], true) with data.config.parameters as _parameters
}
