# METADATA
# title: A canary of Argo Rollouts is analysed while it grows
# description: >-
#   Without an analysis a Rollout waits and goes on: the steps tell the time, and nobody reads the errors. Only an AnalysisRun
#   that fails ends the release and sends all traffic back.
# related_resources:
#   - ref: https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
# custom:
#   id: rollout-canary-analysis
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: high
#   action: deny
#   kinds: [argoproj.io/*/Rollout]
#   remediation: >-
#     Add `spec.strategy.canary.analysis` with `templates: [{templateName: success-rate}]`, which runs beside all steps, or a step
#     `analysis` after the first `setWeight`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.canary.rollout_canary_analysis

import data.gatehouse.lib.attribute

_canary := ["spec", "strategy", "canary"]

_is_canary if input.resource.object.spec.strategy.canary

not_applicable if not _is_canary

_steps := attribute.blocks(input.resource, array.concat(_canary, ["steps"]))

_set(keys) if attribute.is_set(attribute.read(input.resource, keys))

_analysed if _set(array.concat(_canary, ["analysis", "templates", 0]))

_analysed if {
	some step in _steps
	_set(array.concat(step, ["analysis", "templates", 0]))
}

# An experiment fails with its analyses, and the Rollout with it.
_analysed if {
	some step in _steps
	_set(array.concat(step, ["experiment", "analyses", 0]))
}

violations contains {
	"path": "/spec/strategy/canary/analysis",
	"message": "nothing measures the canary while it grows; add an analysis to the strategy or to its steps",
} if {
	_is_canary
	not _analysed
}
