# METADATA
# title: CodeDeploy rolls back when a deployment fails or an alarm rings
# description: >-
#   A deployment that fails stops where it is, with half of the fleet on each version, unless it is told to go back. Most bad
#   versions do not fail to deploy, though: they answer with errors, and only an alarm tells CodeDeploy of that.
# related_resources:
#   - ref: https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html
#   - ref: https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
# custom:
#   id: codedeploy-rollback
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down, and rolls back by itself.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_codedeploy_deployment_group]
#   remediation: >-
#     Add `auto_rollback_configuration { enabled = true, events = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] }` (each
#     argument on its own line) and `alarm_configuration` with `enabled = true` and the names of CloudWatch alarms for errors and
#     latency in `alarms`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       events:
#         description: What the deployment group must roll back after.
#         type: array
#         minItems: 1
#         items: {type: string, enum: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM, DEPLOYMENT_STOP_ON_REQUEST]}
#         default: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]
package gatehouse.blue_green.codedeploy_rollback

import data.gatehouse.lib.attribute

_events := data.config.parameters["codedeploy-rollback"].events

_rollback(key) := attribute.read(input.resource, ["auto_rollback_configuration", 0, key])

_alarm(key) := attribute.read(input.resource, ["alarm_configuration", 0, key])

_on := _rollback("enabled")

_after := _rollback("events")

violations contains {
	"path": _on.path,
	"message": "a deployment that fails stays as it is; set auto_rollback_configuration with enabled = true",
} if {
	not attribute.is(_on, true)
	not attribute.undecided(_on)
}

_missing := [event |
	some event in _events
	not event in {known | some known in _after.value}
]

violations contains {
	"path": _after.path,
	"message": $"nothing is rolled back after {concat(" and ", _missing)}; add it to events",
} if {
	attribute.is(_on, true)
	not attribute.undecided(_after)
	count(_missing) > 0
}

_by_alarm if "DEPLOYMENT_STOP_ON_ALARM" in _events

violations contains {
	"path": _alarm("alarms").path,
	"message": "no alarm stops a deployment; set alarm_configuration with enabled = true and the names of alarms",
} if {
	_by_alarm
	_silent
}

_silent if {
	alarms := _alarm("alarms")
	not attribute.undecided(alarms)
	not _any(alarms)
}

_silent if {
	on := _alarm("enabled")
	not attribute.undecided(on)
	not attribute.is(on, true)
}

_any(alarms) if count(alarms.value) > 0

violations contains {
	"path": polls.path,
	"message": "a deployment goes on where its alarms cannot be read; set ignore_poll_alarm_failure = false",
} if {
	_by_alarm
	polls := _alarm("ignore_poll_alarm_failure")
	attribute.is(polls, true)
}

unknowns contains attribute.unknown(_on, "whether a deployment that fails is rolled back")

unknowns contains attribute.unknown(_after, "what a deployment is rolled back after") if attribute.is(_on, true)

unknowns contains attribute.unknown(_alarm("enabled"), "whether alarms stop a deployment") if _by_alarm

unknowns contains attribute.unknown(_alarm("alarms"), "which alarms stop a deployment") if {
	_by_alarm
	not _silent
}
