# METADATA
# title: CodeDeploy shifts traffic, and keeps the old fleet for a while
# description: >-
#   A deployment without traffic control changes instances while they serve. With it a blue/green deployment can go back in
#   seconds, but only as long as the old instances run: ended at once, a rollback is a deployment of its own.
# related_resources:
#   - ref: https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-blue-green.html
#   - ref: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BlueInstanceTerminationOption.html
# custom:
#   id: codedeploy-blue-green
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down, and rolls back by itself.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_codedeploy_deployment_group]
#   remediation: >-
#     In `deployment_style` set `deployment_type = "BLUE_GREEN"` and `deployment_option = "WITH_TRAFFIC_CONTROL"`; in
#     `blue_green_deployment_config` set `termination_wait_time_in_minutes = 15` under
#     `terminate_blue_instances_on_deployment_success`. The alarms that stop a deployment are watched for as long.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minWaitMinutes:
#         description: How long the old instances must run after the switch, in minutes.
#         type: integer
#         minimum: 0
#         default: 5
package gatehouse.blue_green.codedeploy_blue_green

import data.gatehouse.lib.attribute

_least := data.config.parameters["codedeploy-blue-green"].minWaitMinutes

_option := attribute.read_or(input.resource, ["deployment_style", 0, "deployment_option"], "WITHOUT_TRAFFIC_CONTROL")

_type := attribute.read_or(input.resource, ["deployment_style", 0, "deployment_type"], "IN_PLACE")

_ending := ["blue_green_deployment_config", 0, "terminate_blue_instances_on_deployment_success", 0]

_action := attribute.read_or(input.resource, array.concat(_ending, ["action"]), "TERMINATE")

_wait := attribute.read_or(input.resource, array.concat(_ending, ["termination_wait_time_in_minutes"]), 0)

violations contains {
	"path": _option.path,
	"message": "instances are changed while they serve; set deployment_option = \"WITH_TRAFFIC_CONTROL\"",
} if {
	attribute.is(_option, "WITHOUT_TRAFFIC_CONTROL")
}

_ends if {
	attribute.is(_type, "BLUE_GREEN")
	attribute.is(_action, "TERMINATE")
}

violations contains {
	"path": _wait.path,
	"message": concat("", [
		$"the old instances end {attribute.number(_wait)} minutes after the switch",
		$"; set termination_wait_time_in_minutes = {_least} or more",
	]),
} if {
	_ends
	attribute.number(_wait) < _least
}

unknowns contains attribute.unknown(_option, "whether traffic is shifted")

unknowns contains attribute.unknown(_type, "whether the deployment is blue/green")

unknowns contains attribute.unknown(_wait, "how long the old instances run") if _ends
