# METADATA
# title: An alarm stops the deployment of an ECS service and rolls it back
# description: >-
#   The circuit breaker sees only tasks that do not start. A version that starts and answers with errors completes its deployment,
#   unless an alarm for its errors or its latency fails it while ECS still knows the way back.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
# custom:
#   id: ecs-deployment-alarms
#   pack: blue-green
#   default: off
#   sentence: A release rolls back by itself.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_ecs_service]
#   remediation: >-
#     Add a block `alarms` with `enable = true`, `rollback = true` and in `alarm_names` the names of CloudWatch alarms for the
#     errors and the latency of the service.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.blue_green.ecs_deployment_alarms

import data.gatehouse.lib.attribute

_controller := attribute.read_or(input.resource, ["deployment_controller", 0, "type"], "ECS")

not_applicable if _controller.value in {"CODE_DEPLOY", "EXTERNAL"}

# An agent on each instance answers nobody whose errors an alarm could count.
not_applicable if attribute.is(attribute.read(input.resource, ["scheduling_strategy"]), "DAEMON")

_read(key) := attribute.read(input.resource, ["alarms", 0, key])

_names := _read("alarm_names")

_off if {
	on := _read("enable")
	not attribute.is(on, true)
	not attribute.undecided(on)
}

_off if {
	not attribute.undecided(_names)
	not _any
}

_any if count(_names.value) > 0

violations contains {
	"path": _names.path,
	"message": "no alarm stops a deployment whose tasks start and fail; set alarms with enable = true and alarm_names",
} if {
	_off
	not attribute.undecided(_controller)
}

violations contains {
	"path": answer.path,
	"message": "an alarm stops the deployment but does not go back; set rollback = true",
} if {
	not _off
	answer := _read("rollback")
	not attribute.is(answer, true)
	not attribute.undecided(answer)
	not attribute.undecided(_controller)
}

unknowns contains attribute.unknown(_read(key), "whether alarms roll a deployment back") if {
	not _off
	some key in ["enable", "alarm_names", "rollback"]
}

unknowns contains attribute.unknown(_controller, "what deploys the service")
