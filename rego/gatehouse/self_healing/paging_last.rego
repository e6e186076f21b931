# METADATA
# title: What can heal by itself does so before anybody is paged
# description: >-
#   An instance whose own checks fail is rebooted in two minutes, a Pod is restarted and a node replaced in less; an alarm on them that
#   only tells people wakes somebody to do by hand what a machine does better. Judged are alarms of EC2's instance checks, and
#   Prometheus alerts that page at the first look at what Kubernetes replaces. Failures of EC2's own systems
#   (`StatusCheckFailed_System`) are left out, because EC2 recovers from them by itself, and so are groups that replace their instances.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/UsingAlarmActions.html
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-recover.html
#   - ref: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
# custom:
#   id: paging-last
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: warn
#   kinds: [aws_cloudwatch_metric_alarm, monitoring.coreos.com/*/PrometheusRule]
#   siblings:
#     - aws_sns_topic_subscription
#     - aws_cloudwatch_composite_alarm
#     - aws_cloudwatch_event_rule
#   remediation: >-
#     Put what heals beside the topic: `alarm_actions = ["arn:aws:automate:eu-central-1:ec2:reboot", aws_sns_topic.oncall.arn]`, with the
#     region of the instance, or a Lambda function or an automation of Systems Manager; page by a second alarm that waits longer. In a
#     PrometheusRule give the alert `for: 5m`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       severities:
#         description: Prometheus alerts that page are those whose label `severity` is one of these.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         default: [critical, page]
#       metrics:
#         description: Metrics of Prometheus by which is told that something is down that Kubernetes restarts or replaces.
#         type: array
#         items: {type: string, pattern: "^[a-zA-Z_:][a-zA-Z0-9_:]*$"}
#         default:
#           - up
#           - probe_success
#           - kube_pod_status_ready
#           - kube_pod_status_phase
#           - kube_pod_container_status_ready
#           - kube_pod_container_status_waiting_reason
#           - kube_deployment_status_replicas_available
#           - kube_deployment_status_replicas_unavailable
#           - kube_statefulset_status_replicas_ready
#           - kube_daemonset_status_number_unavailable
#           - kube_node_status_condition
#       patience:
#         description: How long such an alert has to hold before it pages.
#         type: string
#         format: duration
#         default: 1m
package gatehouse.self_healing.paging_last

import data.gatehouse.lib.alarms
import data.gatehouse.lib.attribute
import data.gatehouse.lib.duration

_parameters := data.config.parameters["paging-last"]

_around := input.context.siblings["paging-last"]

# CloudWatch.

_actions := attribute.read(input.resource, ["alarm_actions"])

# A list may be known, or be unknown as a whole.
_each := [attribute.read(input.resource, ["alarm_actions", index]) | some index, _ in _actions.value] if {
	is_array(_actions.value)
} else := [_actions]

_of_an_instance if {
	attribute.is(attribute.read(input.resource, ["namespace"]), "AWS/EC2")
	attribute.read(input.resource, ["metric_name"]).value in {"StatusCheckFailed", "StatusCheckFailed_Instance"}
	attribute.unset(attribute.read(input.resource, ["dimensions", "AutoScalingGroupName"]))
	attribute.is_set(_actions)
	count(_each) > 0
}

_is_topic(answer) if regex.match(`^arn:[^:]*:sns:`, answer.value)

_is_topic(answer) if {
	not answer.open
	count(answer.references) > 0
	every reference in answer.references {
		reference.type == "aws_sns_topic"
	}
}

_only_tells if {
	_of_an_instance
	every answer in _each {
		_is_topic(answer)
	}
	not alarms.read_by(_around.resources, input.resource)
}

# How each that listens to one of the topics is told.
_protocols := {protocol |
	some other in _around.resources
	other.type == "aws_sns_topic_subscription"
	topic := attribute.read(other, ["topic_arn"])
	some answer in _each
	_same(topic, answer)
	protocol := object.get(attribute.read(other, ["protocol"]), "value", "unknown")
}

_same(topic, answer) if topic.value == answer.value

_same(topic, answer) if {
	some one in topic.references
	some other in answer.references
	one.id == other.id
}

_people := {"email", "email-json", "sms", "application"}

_machines := {"lambda", "sqs", "firehose"}

# All that listens is seen, and none of it is a machine.
_people_only if {
	_around.known
	count(_protocols) > 0
	count(_protocols - _people) == 0
}

violations contains {
	"path": _actions.path,
	"message": "the alarm only tells people what a reboot mends; add arn:aws:automate:REGION:ec2:reboot to alarm_actions",
} if {
	_only_tells
	_people_only
}

unknowns contains {
	"path": _actions.path,
	"message": "the alarm only tells an SNS topic, and whether something that heals listens to it is not known here",
} if {
	_only_tells
	not _people_only
	count(_protocols & _machines) == 0
	not alarms.may_be_read_by(_around.resources)
}

# Prometheus.

_pages contains keys if {
	some group in attribute.blocks(input.resource, ["spec", "groups"])
	some keys in attribute.blocks(input.resource, array.concat(group, ["rules"]))
	attribute.is_set(attribute.read(input.resource, array.concat(keys, ["alert"])))
	attribute.read(input.resource, array.concat(keys, ["labels", "severity"])).value in _parameters.severities
	_asks_what_is_replaced(attribute.read(input.resource, array.concat(keys, ["expr"])).value)
}

# A range waits by itself, and what is recorded elsewhere may have one.
_asks_what_is_replaced(expr) if {
	is_string(expr)
	bare := _unquoted(_unquoted(expr, `"`), "'")
	not contains(bare, "[")
	some metric in _parameters.metrics
	regex.match($`(^|[^a-zA-Z0-9_:]){metric}([^a-zA-Z0-9_:]|$)`, bare)
}

# What stands in quotes is the value of a label.
_unquoted(expr, mark) := concat(" ", [part | some index, part in split(expr, mark); index % 2 == 0])

_waits(answer) if {
	attribute.is_set(answer)
	not _short(answer)
}

_short(answer) if duration.seconds(answer.value) < _parameters.patience.value

violations contains {
	"path": answer.path,
	"message": $"alert {name} pages at the first look at what is replaced by itself; let it hold `for: 5m` first",
} if {
	some keys in _pages
	answer := attribute.read(input.resource, array.concat(keys, ["for"]))
	not _waits(answer)
	name := attribute.read(input.resource, array.concat(keys, ["alert"])).value
}

not_applicable if {
	not _of_an_instance
	count(_pages) == 0
}
