# METADATA
# title: Each alarm does something
# description: >-
#   An alarm without an action turns red in a console that nobody looks at. What heals, and whom it tells when that is not
#   enough, hangs on `alarm_actions`. Alarms that others read (composite alarms, deployments, health checks) need none.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
# custom:
#   id: alarm-actions
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_cloudwatch_metric_alarm, aws_cloudwatch_composite_alarm]
#   siblings:
#     - aws_cloudwatch_composite_alarm
#     - aws_codedeploy_deployment_group
#     - aws_ecs_service
#     - aws_route53_health_check
#     - aws_cloudwatch_event_rule
#   controls:
#     soc2: [CC7.2]
#   remediation: >-
#     Name in `alarm_actions` what heals (an Auto Scaling policy, an EC2 recover action, a Lambda function, an SSM document) or an SNS
#     topic, and leave `actions_enabled` at true.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.self_healing.alarm_actions

import data.gatehouse.lib.attribute

_around := input.context.siblings["alarm-actions"]

_actions := attribute.read(input.resource, ["alarm_actions"])

_enabled := attribute.read_or(input.resource, ["actions_enabled"], true)

_none if attribute.unset(_actions)

_none if count(_actions.value) == 0

_name := attribute.read(input.resource, ["alarm_name"]).value

# Where others name the alarms that they read.
_places := {
	"aws_cloudwatch_composite_alarm": [["alarm_rule"], ["actions_suppressor", 0, "alarm"]],
	"aws_codedeploy_deployment_group": [["alarm_configuration", 0, "alarms"]],
	"aws_ecs_service": [["alarms", 0, "alarm_names"]],
	"aws_route53_health_check": [["cloudwatch_alarm_name"]],
	"aws_cloudwatch_event_rule": [["event_pattern"]],
}

_readings := [answer |
	some other in _around.resources
	some keys in _places[other.type]
	answer := attribute.read(other, keys)
]

_read_by_others if {
	some answer in _readings
	_has(answer)
}

_has(answer) if contains(answer.value, _name)

_has(answer) if _name in answer.value

_has(answer) if {
	some reference in answer.references
	reference.id == input.resource.id
}

# Somebody may read it who cannot be seen, or whose list is not known yet.
_may_be_read if not _around.known

_may_be_read if {
	some answer in _readings
	attribute.undecided(answer)
	not _refers_to_alarms_only(answer)
}

_refers_to_alarms_only(answer) if {
	not answer.open
	some reference in answer.references
	startswith(reference.type, "aws_cloudwatch_")
}

not_applicable if {
	_none
	_read_by_others
}

violations contains {
	"path": _actions.path,
	"message": "the alarm does nothing; name in alarm_actions what heals, or an SNS topic",
} if {
	_none
	not _read_by_others
	not _may_be_read
}

violations contains {
	"path": _enabled.path,
	"message": "the alarm's actions are switched off; set actions_enabled = true",
} if {
	not _none
	attribute.is(_enabled, false)
}

unknowns contains {
	"path": _actions.path,
	"message": "the alarm does nothing by itself, and whether something else reads it is not known here",
} if {
	_none
	not _read_by_others
	_may_be_read
}

unknowns contains attribute.unknown(_enabled, "whether the alarm's actions are switched on")
