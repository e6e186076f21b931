# METADATA
# title: An ECS service goes back when its new tasks do not start
# description: >-
#   Without the circuit breaker ECS starts tasks that fail again and again, and the deployment never ends. With `rollback` the last
#   deployment that completed comes back by itself, and without it the service stays between two versions.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
# custom:
#   id: ecs-circuit-breaker
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down, and rolls back by itself.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_ecs_service]
#   remediation: >-
#     Add a block `deployment_circuit_breaker` with `enable = true` and `rollback = true`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.blue_green.ecs_circuit_breaker

import data.gatehouse.lib.attribute

_controller := attribute.read_or(input.resource, ["deployment_controller", 0, "type"], "ECS")

# CodeDeploy or something else deploys it, and has its own way back.
not_applicable if _controller.value in {"CODE_DEPLOY", "EXTERNAL"}

_settings := {
	"enable": "the deployment never ends where new tasks do not start",
	"rollback": "the service stays between two versions where new tasks do not start",
}

_read(key) := attribute.read(input.resource, ["deployment_circuit_breaker", 0, key])

_judged contains "enable"

_judged contains "rollback" if attribute.is(_read("enable"), true)

violations contains {
	"path": answer.path,
	"message": $"{_settings[key]}; set deployment_circuit_breaker with {key} = true",
} if {
	some key in _judged
	answer := _read(key)
	not attribute.is(answer, true)
	not attribute.undecided(answer)
	not attribute.undecided(_controller)
}

unknowns contains attribute.unknown(_read(key), "whether a deployment that fails is rolled back") if some key in _judged

unknowns contains attribute.unknown(_controller, "what deploys the service")
