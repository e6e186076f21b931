package gatehouse.compliance.compliance_notification_test

import data.gatehouse.compliance.compliance_notification

_mark := {"references": [], "computed": false, "open": true}

_resource(type, values) := {"type": type, "id": $"{type}.this", "object": values, "unknown": {}}

_arn := "arn:aws:sns:eu-central-1:123456789012:compliance"

_check := _resource("aws_config_config_rule", {"name": "versioning"})

_event := _resource("aws_cloudwatch_event_rule", {
	"name": "compliance",
	"event_pattern": "{\"source\": [\"aws.config\"], \"detail-type\": [\"Config Rules Compliance Change\"]}",
})

_target := _resource("aws_cloudwatch_event_target", {"rule": "compliance", "arn": _arn})

_topic := _resource("aws_sns_topic", {"arn": _arn})

_subscription := _resource("aws_sns_topic_subscription", {"topic_arn": _arn, "protocol": "email"})

_judged(resources, known) := {"violations": violations, "unknowns": count(unknowns)} if {
	around := {"siblings": {"compliance-notification": {"known": known, "resources": resources}}}
	parameters := {"compliance-notification": {"sources": ["aws.config"]}}
	violations := {found.message |
		some found in compliance_notification.violations with input.context as around
			with data.config.parameters as parameters
	}
	unknowns := compliance_notification.unknowns with input.context as around
		with data.config.parameters as parameters
}

_kept := {"violations": set(), "unknowns": 0}

_open := {"violations": set(), "unknowns": 1}

_broken(advice) := {"violations": {$"what is found not to comply reaches nobody; {advice}"}, "unknowns": 0}

_route := "add an EventBridge rule on aws.config with a target"

test_a_topic_with_a_subscription if _judged([_check, _event, _target, _topic, _subscription], true) == _kept

test_a_topic_of_another_plan if _judged([_check, _event, _target], true) == _kept

test_the_delivery_channel if {
	channel := _resource("aws_config_delivery_channel", {"s3_bucket_name": "config", "sns_topic_arn": _arn})
	_judged([_check, channel, _topic, _subscription], true) == _kept
	_judged([_check, object.union(channel, {"object": {"sns_topic_arn": null}}), _topic], true) == _broken(_route)
}

test_nothing_is_sent if {
	_judged([_check], true) == _broken(_route)
	_judged([_check, _event], true) == _broken(_route)
	other := object.union(_event, {"object": {"event_pattern": "{\"source\": [\"aws.ec2\"]}"}})
	_judged([_check, other, _target], true) == _broken(_route)
}

test_nobody_subscribes if {
	silent := "the topic that it is sent to has no subscription; add an aws_sns_topic_subscription"
	_judged([_check, _event, _target, _topic], true) == _broken(silent)
}

test_what_is_not_seen_is_open if {
	_judged([_check], false) == _open
	later := object.union(_subscription, {"object": {"topic_arn": null}, "unknown": {"/topic_arn": _mark}})
	_judged([_check, _event, _target, _topic, later], true) == _open
	target := object.union(_target, {"object": {"rule": null}, "unknown": {"/rule": _mark}})
	_judged([_check, _event, target], true) == _open
}

test_without_a_detection_there_is_nothing_to_tell if {
	compliance_notification.not_applicable with input.context as {"siblings": {"compliance-notification": {
		"known": true,
		"resources": [_topic],
	}}}
}
