# METADATA
# title: The old version of a blue/green Rollout stays for a while
# description: >-
#   Argo Rollouts switches the selector of the active Service, and each node learns of that in its own time. An old version that
#   is gone before they all know is an outage of seconds; and while it is there, going back is a switch and no rollout.
# related_resources:
#   - ref: https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/#scaledowndelayseconds
# custom:
#   id: rollout-scale-down-delay
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down, and rolls back by itself.
#   severity: medium
#   action: deny
#   kinds: [argoproj.io/*/Rollout]
#   remediation: >-
#     Remove `spec.strategy.blueGreen.scaleDownDelaySeconds` (30 seconds is the default, and what the vendor asks for at least), or set
#     it to as long as a rollback should take no rollout.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minSeconds:
#         description: How long the old version must stay after the switch, in seconds.
#         type: integer
#         minimum: 1
#         default: 30
package gatehouse.blue_green.rollout_scale_down_delay

import data.gatehouse.lib.attribute

_least := data.config.parameters["rollout-scale-down-delay"].minSeconds

_blue_green if is_object(input.resource.object.spec.strategy.blueGreen)

not_applicable if not _blue_green

_delay := attribute.read_or(input.resource, ["spec", "strategy", "blueGreen", "scaleDownDelaySeconds"], 30)

violations contains {
	"path": _delay.path,
	"message": $"the old version is gone {_delay.value} seconds after the switch; set scaleDownDelaySeconds to {_least} or more",
	"fix": {
		"description": $"keep the old version for {_least} seconds",
		"patch": [{"op": "add", "path": _delay.path, "value": _least}],
	},
} if {
	_blue_green
	attribute.number(_delay) < _least
}
