package gatehouse.self_healing.alarm_actions_test

import data.gatehouse.self_healing.alarm_actions

_alarm(values) := {
	"type": "aws_cloudwatch_metric_alarm",
	"id": "aws_cloudwatch_metric_alarm.errors",
	"object": object.union({"alarm_name": "errors"}, values),
	"unknown": {},
}

_input(values, others, known) := {
	"resource": _alarm(values),
	"context": {"siblings": {"alarm-actions": {"known": known, "resources": others}}},
}

_other(type, values, unknown) := {"type": type, "id": $"{type}.x", "object": values, "unknown": unknown}

_judged(values, others, known) := [count(violations), count(unknowns)] if {
	violations := alarm_actions.violations with input as _input(values, others, known)
	unknowns := alarm_actions.unknowns with input as _input(values, others, known)
}

_topic := {"alarm_actions": ["arn:aws:sns:eu-central-1:123456789012:oncall"]}

test_an_action_keeps_the_promise if _judged(_topic, [], true) == [0, 0]

test_no_action_is_found if {
	_judged({}, [], true) == [1, 0]
	_judged({"alarm_actions": []}, [], true) == [1, 0]
	_judged({}, [], false) == [0, 1]
}

test_actions_that_are_off_are_found if _judged(object.union(_topic, {"actions_enabled": false}), [], true) == [1, 0]

test_alarms_that_others_read_need_none if {
	others := [
		_other("aws_cloudwatch_composite_alarm", {"alarm_rule": "ALARM(errors) AND ALARM(load)"}, {}),
		_other("aws_codedeploy_deployment_group", {"alarm_configuration": [{"alarms": ["errors"]}]}, {}),
		_other("aws_route53_health_check", {"cloudwatch_alarm_name": "errors"}, {}),
	]
	every other in others {
		_judged({}, [other], true) == [0, 0]
		alarm_actions.not_applicable with input as _input({}, [other], true)
	}
}

_rule_mark(references, open) := {"/alarm_rule": {"references": references, "computed": false, "open": open}}

test_references_count if {
	mine := [{"type": "aws_cloudwatch_metric_alarm", "id": "aws_cloudwatch_metric_alarm.errors", "attribute": "arn"}]
	_judged({}, [_other("aws_cloudwatch_composite_alarm", {}, _rule_mark(mine, false))], true) == [0, 0]
	another := [{"type": "aws_cloudwatch_metric_alarm", "id": "aws_cloudwatch_metric_alarm.load", "attribute": "arn"}]
	_judged({}, [_other("aws_cloudwatch_composite_alarm", {}, _rule_mark(another, false))], true) == [1, 0]
	_judged({}, [_other("aws_cloudwatch_composite_alarm", {}, _rule_mark([], true))], true) == [0, 1]
}

test_a_switch_that_is_not_known_yet_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	resource := object.union(_alarm(_topic), {"unknown": {"/actions_enabled": mark}})
	unknowns := alarm_actions.unknowns with input as {"resource": resource}
	{unknown.path | some unknown in unknowns} == {"/actions_enabled"}
}

_asked(type, values, others) := {
	"resource": {"type": type, "id": $"{type}.errors", "object": values, "unknown": {}},
	"context": {"siblings": {"alarm-actions": {"known": true, "resources": others}}},
}

_places(asked) := {violation.path | some violation in alarm_actions.violations with input as asked}

test_alerts_of_google_and_azure if {
	policy := "google_monitoring_alert_policy"
	_places(_asked(policy, {"notification_channels": ["projects/shop/notificationChannels/1"]}, [])) == set()
	_places(_asked(policy, {"notification_channels": []}, [])) == {"/notification_channels"}
	_places(_asked(policy, {"notification_channels": ["1"], "enabled": false}, [])) == {"/enabled"}
	every type in ["azurerm_monitor_metric_alert", "azurerm_monitor_activity_log_alert"] {
		_places(_asked(type, {"action": [{"action_group_id": "/groups/heal"}]}, [])) == set()
		_places(_asked(type, {"action": []}, [])) == {"/action"}
	}
	query := "azurerm_monitor_scheduled_query_rules_alert_v2"
	_places(_asked(query, {"action": [{"action_groups": ["/groups/heal"]}]}, [])) == set()
	_places(_asked(query, {"action": [{"action_groups": []}]}, [])) == {"/action/0/action_groups"}
}

test_an_analysis_of_cloud_deploy_reads_it if {
	mark := {"references": [{"type": "google_monitoring_alert_policy", "id": "google_monitoring_alert_policy.errors", "attribute": "name"}]}
	pipeline := _other("google_clouddeploy_delivery_pipeline", {}, {"/serial_pipeline/0/stages/0/strategy": mark})
	_places(_asked("google_monitoring_alert_policy", {}, [pipeline])) == set()
}

_rule(scopes, more) := _other("azurerm_monitor_alert_processing_rule_action_group", object.union({"scopes": scopes}, more), {})

test_a_processing_rule_adds_an_action if {
	alert := {"scopes": ["/subscriptions/1/resourceGroups/shop/web"]}
	type := "azurerm_monitor_metric_alert"
	_places(_asked(type, alert, [_rule(["/subscriptions/1"], {})])) == set()
	_places(_asked(type, alert, [_rule(["/subscriptions/1"], {"enabled": false})])) == {"/action"}
	_places(_asked(type, alert, [_rule(["/subscriptions/2"], {})])) == {"/action"}
	open := _other("azurerm_monitor_alert_processing_rule_action_group", {}, {"/scopes": {"references": [], "computed": false, "open": true}})
	asked := _asked(type, alert, [open])
	_places(asked) == set()
	unknowns := alarm_actions.unknowns with input as asked
	{unknown.path | some unknown in unknowns} == {"/action"}
}
