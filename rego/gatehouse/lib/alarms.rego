# METADATA
# description: Alarms of CloudWatch, and what else reads them.
package gatehouse.lib.alarms

import data.gatehouse.lib.attribute

# Where others name the alarms that they read.
_places := {
	"aws_cloudwatch_composite_alarm": [["alarm_rule"], ["actions_suppressor", 0, "alarm"]],
	"aws_codedeploy_deployment_group": [["alarm_configuration", 0, "alarms"]],
	"aws_ecs_service": [["alarms", 0, "alarm_names"]],
	"aws_route53_health_check": [["cloudwatch_alarm_name"]],
	"aws_cloudwatch_event_rule": [["event_pattern"]],
}

_readings(others) := [answer |
	some other in others
	some keys in _places[other.type]
	answer := attribute.read(other, keys)
]

# METADATA
# description: True where one of the others reads the alarm.
read_by(others, alarm) if {
	some answer in _readings(others)
	_has(answer, alarm)
}

_name(alarm) := attribute.read(alarm, ["alarm_name"]).value

_has(answer, alarm) if contains(answer.value, _name(alarm))

_has(answer, alarm) if _name(alarm) in answer.value

_has(answer, alarm) if {
	some reference in answer.references
	reference.id == alarm.id
}

# METADATA
# description: True where one of them may, because what it reads is not known yet.
may_be_read_by(others) if {
	some answer in _readings(others)
	attribute.undecided(answer)
	not _refers_to_alarms_only(answer)
}

_refers_to_alarms_only(answer) if {
	not answer.open
	some reference in answer.references
	startswith(reference.type, "aws_cloudwatch_")
}
