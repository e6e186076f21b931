# METADATA
# title: A canary of Cloud Deploy or CodeDeploy begins with one percent
# description: >-
#   The first share decides how many users a broken version reaches before anything is measured. What comes ready made begins with ten
#   percent, and most examples with a quarter.
# related_resources:
#   - ref: https://cloud.google.com/deploy/docs/deployment-strategies/canary
#   - ref: https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
# custom:
#   id: managed-canary-steps
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [google_clouddeploy_delivery_pipeline, aws_codedeploy_deployment_config, aws_codedeploy_deployment_group]
#   remediation: >-
#     Cloud Deploy: begin `percentages` of `canary_deployment` with 1, such as `[1, 10, 50]`. CodeDeploy: make an
#     `aws_codedeploy_deployment_config` whose `time_based_canary` has `percentage = 1` and an `interval` in minutes, and name it as
#     `deployment_config_name`.
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
package gatehouse.canary.managed_canary_steps

import data.gatehouse.lib.attribute

_most := data.config.parameters["managed-canary-steps"].firstWeight

_read(keys) := attribute.read(input.resource, keys)

# Cloud Deploy: percentages in a list, or a phase for each.
_canaries := [array.concat(stage, ["strategy", 0, "canary", 0]) |
	some stage in attribute.blocks(input.resource, ["serial_pipeline", 0, "stages"])
	attribute.is_set(_read(array.concat(stage, ["strategy", 0, "canary", 0])))
]

# The first share of each canary: where it stands, and how many percent. A step of none tries the version without users.
_first contains {"path": list.path, "percent": shares[0]} if {
	some canary in _canaries
	list := _read(array.concat(canary, ["canary_deployment", 0, "percentages"]))
	shares := [share | some percent in list.value; share := to_number(percent); share > 0]
}

_first contains shares[0] if {
	some canary in _canaries
	phases := attribute.blocks(input.resource, array.concat(canary, ["custom_canary_deployment", 0, "phase_configs"]))
	shares := [{"path": answer.path, "percent": attribute.number(answer)} |
		some phase in phases
		answer := _read(array.concat(phase, ["percentage"]))
		attribute.number(answer) > 0
	]
}

# CodeDeploy: a configuration of one's own, or one of those that come with it and say it in their name.
_routings := ["time_based_canary", "time_based_linear"]

_shares := [answer |
	some routing in _routings
	answer := _read(["traffic_routing_config", 0, routing, 0, "percentage"])
	attribute.is_set(answer)
]

_first contains {"path": answer.path, "percent": attribute.number(answer)} if some answer in _shares

_name := _read(["deployment_config_name"])

_first contains {"path": _name.path, "percent": to_number(percent)} if {
	input.resource.type == "aws_codedeploy_deployment_group"
	[[_, percent]] := regex.find_all_string_submatch_n(`^CodeDeployDefault\.(?:ECS|Lambda)(?:Canary|Linear)([0-9]+)Percent`, _name.value, 1)
}

not_applicable if {
	count(_first) == 0
	count(_canaries) == 0
	count(_shares) == 0
}

violations contains {
	"path": first.path,
	"message": $"the first step sends {first.percent} % to the canary; begin with at most {_most} %",
} if {
	some first in _first
	first.percent > _most
}

unknowns contains attribute.unknown(_read(array.concat(canary, ["canary_deployment", 0, "percentages"])), _what) if {
	some canary in _canaries
}

unknowns contains attribute.unknown(answer, _what) if some answer in _shares

_what := "how much the first step sends to the canary"
