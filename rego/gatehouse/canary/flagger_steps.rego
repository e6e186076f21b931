# METADATA
# title: A canary of Flagger begins with one percent
# description: >-
#   The first step decides how many users a broken version reaches before anything is measured. `stepWeight` is the first step
#   and all others, so small first steps that end in reasonable time need `stepWeights`. Flagger reads those only where
#   `stepWeight` is not set.
# related_resources:
#   - ref: https://docs.flagger.app/usage/deployment-strategies#canary-release
# custom:
#   id: flagger-steps
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: medium
#   action: deny
#   kinds: [flagger.app/v1beta1/Canary]
#   remediation: >-
#     Replace `spec.analysis.stepWeight` and `maxWeight` by `stepWeights: [1, 5, 10, 25, 50]`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       firstWeight:
#         description: The most that the first step may send to the canary, in percent.
#         type: integer
#         minimum: 1
#         maximum: 100
#         default: 1
package gatehouse.canary.flagger_steps

import data.gatehouse.lib.attribute

_most := data.config.parameters["flagger-steps"].firstWeight

_analysis := ["spec", "analysis"]

_read(keys) := attribute.read(input.resource, array.concat(_analysis, keys))

_weight := attribute.number(_read(["stepWeight"]))

# A/B tests and blue/green count iterations instead of moving weights.
not_applicable if attribute.number(_read(["iterations"])) > 0

not_applicable if {
	not _weight
	attribute.unset(_read(["stepWeights"]))
}

# Flagger reads `stepWeights` only where there is no `stepWeight`.
_first := {"answer": _read(["stepWeight"]), "weight": _weight} if {
	_weight > 0
} else := {"answer": answer, "weight": attribute.number(answer)} if {
	answer := _read(["stepWeights", 0])
}

# The steps after the first, up to half of the traffic.
_steps := array.concat([_most], [step | some step in [5, 10, 25, 50]; step > _most])

violations contains {
	"path": _first.answer.path,
	"message": $"the first step sends {_first.weight} % to the canary; begin with at most {_most} %",
	"fix": {
		"description": $"begin with {_most} % and grow from step to step",
		"patch": array.concat(_removed, [{"op": "add", "path": "/spec/analysis/stepWeights", "value": _steps}]),
	},
} if {
	_first.weight > _most
}

_removed := [{"op": "remove", "path": _read([field]).path} |
	some field in ["stepWeight", "maxWeight"]
	attribute.is_set(_read([field]))
]
