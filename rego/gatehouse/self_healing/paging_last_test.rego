package gatehouse.self_healing.paging_last_test

import data.gatehouse.self_healing.paging_last

_defaults := {
	"severities": ["critical", "page"],
	"metrics": ["up", "kube_node_status_condition"],
	"patience": {"value": 60, "text": "1m"},
}

_topic := "arn:aws:sns:eu-central-1:123456789012:oncall"

_alarm(values) := {
	"type": "aws_cloudwatch_metric_alarm",
	"id": "aws_cloudwatch_metric_alarm.instance",
	"object": object.union(
		{
			"alarm_name": "instance",
			"namespace": "AWS/EC2",
			"metric_name": "StatusCheckFailed",
			"dimensions": {"InstanceId": "i-1"},
			"alarm_actions": [_topic],
		},
		values,
	),
	"unknown": {},
}

_subscription(protocol) := {
	"type": "aws_sns_topic_subscription",
	"id": $"aws_sns_topic_subscription.{protocol}",
	"object": {"topic_arn": _topic, "protocol": protocol},
	"unknown": {},
}

_input(resource, others, known) := {
	"resource": resource,
	"context": {"siblings": {"paging-last": {"known": known, "resources": others}}},
}

_judged(resource, others, known) := [count(violations), count(unknowns)] if {
	violations := paging_last.violations with input as _input(resource, others, known)
		with data.config.parameters as {"paging-last": _defaults}
	unknowns := paging_last.unknowns with input as _input(resource, others, known)
		with data.config.parameters as {"paging-last": _defaults}
}

_of_no_concern(resource) if {
	paging_last.not_applicable with input as _input(resource, [], true)
		with data.config.parameters as {"paging-last": _defaults}
}

test_people_alone_are_found if {
	_judged(_alarm({}), [_subscription("email"), _subscription("sms")], true) == [1, 0]
}

test_who_listens_may_not_be_known if {
	_judged(_alarm({}), [], true) == [0, 1]
	_judged(_alarm({}), [_subscription("email")], false) == [0, 1]
	_judged(_alarm({}), [_subscription("https")], true) == [0, 1]
}

test_machines_heal if {
	_judged(_alarm({}), [_subscription("email"), _subscription("lambda")], true) == [0, 0]
	actions := ["arn:aws:automate:eu-central-1:ec2:reboot", _topic]
	_judged(_alarm({"alarm_actions": actions}), [_subscription("email")], true) == [0, 0]
	event := {
		"type": "aws_cloudwatch_event_rule",
		"id": "aws_cloudwatch_event_rule.heal",
		"object": {"event_pattern": `{"detail": {"alarmName": ["instance"]}}`},
		"unknown": {},
	}
	_judged(_alarm({}), [_subscription("email"), event], true) == [0, 0]
}

test_a_reference_counts if {
	mark := {
		"references": [{"type": "aws_sns_topic", "id": "aws_sns_topic.oncall", "attribute": "arn"}],
		"computed": false,
		"open": false,
	}
	alarm := object.union(_alarm({"alarm_actions": null}), {"unknown": {"/alarm_actions": mark}})
	email := object.union(_subscription("email"), {"object": {"topic_arn": null}, "unknown": {"/topic_arn": mark}})
	_judged(alarm, [email], true) == [1, 0]
}

test_other_alarms_are_of_no_concern if {
	_of_no_concern(_alarm({"metric_name": "StatusCheckFailed_System"}))
	_of_no_concern(_alarm({"namespace": "AWS/RDS"}))
	_of_no_concern(_alarm({"dimensions": {"AutoScalingGroupName": "web"}}))
	_of_no_concern(_alarm({"alarm_actions": []}))
	not _of_no_concern(_alarm({}))
}

_rule(alert) := {
	"type": "monitoring.coreos.com/v1/PrometheusRule",
	"id": "shop/PrometheusRule/shop",
	"object": {"spec": {"groups": [{"rules": [alert]}]}},
}

_alert(values) := object.union({"alert": "Down", "expr": "up == 0", "labels": {"severity": "page"}}, values)

_paths(alert) := {finding.path | some finding in found} if {
	found := paging_last.violations with input as _input(_rule(alert), [], true)
		with data.config.parameters as {"paging-last": _defaults}
}

test_a_page_at_the_first_look_is_found if {
	every alert in [_alert({}), _alert({"for": "0s"}), _alert({"for": "30s"}), _alert({"expr": "absent(up{job='x'})"})] {
		_paths(alert) == {"/spec/groups/0/rules/0/for"}
	}
}

test_a_page_that_waits_is_left_alone if {
	every alert in [
		_alert({"for": "1m"}),
		_alert({"for": "1d"}),
		_alert({"labels": {"severity": "warning"}}),
		_alert({"expr": "avg_over_time(up[5m]) < 1"}),
		_alert({"expr": "startup_failures > 0"}),
		_alert({"expr": `queue{job="up"} > 3`}),
		_alert({"expr": 1}),
		{"record": "job:up:sum", "expr": "sum(up)"},
	] {
		_paths(alert) == set()
	}
}
