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

_workflow(others) := [count(violations), count(unknowns)] if {
	asked := object.union(_given(others, true), {"resource": {
		"type": "google_workflows_workflow",
		"id": "google_workflows_workflow.it",
	}})
	violations := dr_test_schedule.violations with input as asked with data.config.parameters as _parameters
	unknowns := dr_test_schedule.unknowns with input as asked with data.config.parameters as _parameters
}

_job(schedule, values, unknown) := {
	"type": "google_cloud_scheduler_job",
	"id": "google_cloud_scheduler_job.it",
	"object": object.union(
		{"schedule": schedule, "http_target": [{"uri": "https://workflowexecutions.googleapis.com/v1/projects/p/locations/l/workflows/failover/executions"}]},
		values,
	),
	"unknown": _marks(unknown),
}

test_a_job_of_google_posts_to_the_workflow if {
	_workflow([_job("0 9 1 * *", {}, [])]) == [0, 0]
	_workflow([_job("0 9 1 */3 *", {}, [])]) == [1, 0]
	_workflow([_job("0 9 1 * *", {"paused": true}, [])]) == [1, 0]
	_workflow([_job("0 9 1 * *", {"http_target": [{"uri": "https://shop.example.com/workflows/other/executions"}]}, [])]) == [1, 0]
	_workflow([_job("0 9 1 * *", {"http_target": [{}]}, ["/http_target/0/uri"])]) == [0, 1]
}

_logic_app(others) := [count(violations), count(unknowns)] if {
	asked := object.union(_given(others, true), {"resource": {
		"type": "azurerm_logic_app_workflow",
		"id": "azurerm_logic_app_workflow.it",
		"object": {"id": "/workflows/it"},
	}})
	violations := dr_test_schedule.violations with input as asked with data.config.parameters as _parameters
	unknowns := dr_test_schedule.unknowns with input as asked with data.config.parameters as _parameters
}

_trigger(type, frequency, interval) := {
	"type": type,
	"id": $"{type}.it",
	"object": {"logic_app_id": "/workflows/it", "frequency": frequency, "interval": interval},
	"unknown": {},
}

test_a_logic_app_recurs if {
	_logic_app([_trigger("azurerm_logic_app_trigger_recurrence", "Month", 1)]) == [0, 0]
	_logic_app([_trigger("azurerm_logic_app_trigger_recurrence", "Week", 2)]) == [0, 0]
	_logic_app([_trigger("azurerm_logic_app_trigger_recurrence", "Month", 3)]) == [1, 0]
	_logic_app([]) == [1, 0]
	_logic_app([_trigger("azurerm_logic_app_trigger_custom", null, null)]) == [0, 1]
}
