# METADATA
# title: A canary of Argo Rollouts begins with one percent
# description: >-
#   The first weight decides how many users a broken version reaches before anything is measured. Without `trafficRouting` a
#   weight is a share of the pods, and one percent of ten pods is one of them: ten times as much.
# related_resources:
#   - ref: https://argo-rollouts.readthedocs.io/en/stable/features/canary/
# custom:
#   id: rollout-canary-steps
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: medium
#   action: deny
#   kinds: [argoproj.io/*/Rollout]
#   remediation: >-
#     Begin `spec.strategy.canary.steps` with `setWeight: 1` and a `pause` or an `analysis`, and let `trafficRouting` (a mesh, an
#     ingress controller or the Gateway API) divide the requests.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       firstWeight:
#         description: The most that the first step may send to the canary, in percent.
#         type: integer
#         minimum: 0
#         maximum: 100
#         default: 1
package gatehouse.canary.rollout_canary_steps

import data.gatehouse.lib.attribute

_most := data.config.parameters["rollout-canary-steps"].firstWeight

_canary := ["spec", "strategy", "canary"]

_is_canary if input.resource.object.spec.strategy.canary

not_applicable if not _is_canary

_weights := [answer |
	some step in attribute.blocks(input.resource, array.concat(_canary, ["steps"]))
	answer := attribute.read(input.resource, array.concat(step, ["setWeight"]))
	attribute.number(answer) > 0
]

# Without steps all pods are replaced at the pace of a Deployment.
violations contains {
	"path": "/spec/strategy/canary/steps",
	"message": $"no step sets a weight, so all traffic moves at once; begin with setWeight: {_most}",
} if {
	_is_canary
	count(_weights) == 0
}

violations contains {
	"path": _weights[0].path,
	"message": $"the first step sends {_weights[0].value} % to the canary; begin with at most {_most} %",
	"fix": {
		"description": $"begin with {_most} %",
		"patch": [{"op": "add", "path": _weights[0].path, "value": _most}],
	},
} if {
	attribute.number(_weights[0]) > _most
}

# The weight is then a share of the pods, of which there is at least one.
violations contains {
	"path": routing.path,
	"message": $"without trafficRouting one of {replicas} pods is more than {_most} % of the traffic; add trafficRouting",
} if {
	_is_canary
	routing := attribute.read(input.resource, array.concat(_canary, ["trafficRouting"]))
	attribute.unset(routing)
	count(_weights) > 0
	replicas := attribute.number(attribute.read(input.resource, ["spec", "replicas"]))
	replicas * _most < 100
	replicas > 0
}
