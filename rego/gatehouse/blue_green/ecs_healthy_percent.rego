# METADATA
# title: An ECS deployment keeps tasks that serve
# description: >-
#   `deployment_minimum_healthy_percent` says how many of the tasks must serve while a deployment replaces them. Near zero ECS stops
#   them all before the first new one starts, which is an outage at each release.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
# custom:
#   id: ecs-healthy-percent
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down.
#   severity: high
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_ecs_service]
#   remediation: >-
#     Set `deployment_minimum_healthy_percent = 100` and `deployment_maximum_percent = 200`, which is what ECS takes where neither is set.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minHealthyPercent:
#         description: How many of the tasks must serve during a deployment, in percent.
#         type: integer
#         minimum: 1
#         maximum: 100
#         default: 50
package gatehouse.blue_green.ecs_healthy_percent

import data.gatehouse.lib.attribute

_least := data.config.parameters["ecs-healthy-percent"].minHealthyPercent

# One task per instance is replaced in its place; CodeDeploy and others keep the old tasks until the new ones serve.
not_applicable if attribute.is(attribute.read(input.resource, ["scheduling_strategy"]), "DAEMON")

not_applicable if attribute.read(input.resource, ["deployment_controller", 0, "type"]).value in {"CODE_DEPLOY", "EXTERNAL"}

not_applicable if attribute.is(attribute.read(input.resource, ["desired_count"]), 0)

_healthy := attribute.read_or(input.resource, ["deployment_minimum_healthy_percent"], 100)

violations contains {
	"path": _healthy.path,
	"message": concat("", [
		$"a deployment may leave {attribute.number(_healthy)} % of the tasks",
		$"; set deployment_minimum_healthy_percent to {_least} or more",
	]),
} if {
	attribute.number(_healthy) < _least
}

unknowns contains attribute.unknown(_healthy, "how many tasks serve during a deployment")
