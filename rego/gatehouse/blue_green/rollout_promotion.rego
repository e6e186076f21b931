# METADATA
# title: A blue/green Rollout is tested before it gets the traffic
# description: >-
#   The new version of a blue/green Rollout can be tried where nobody notices, at its preview Service. Without one, or with a
#   promotion that asks nothing, it gets all users as soon as its pods are ready: a rolling update that is more expensive.
# related_resources:
#   - ref: https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/
# custom:
#   id: rollout-promotion
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down, and rolls back by itself.
#   severity: high
#   action: deny
#   kinds: [argoproj.io/*/Rollout]
#   remediation: >-
#     Name a Service of its own in `spec.strategy.blueGreen.previewService`, and an AnalysisTemplate that tests it in
#     `prePromotionAnalysis: {templates: [{templateName: smoke-test}]}`; an analysis that fails keeps the old version. Or let
#     somebody promote it: `autoPromotionEnabled: false`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       acceptManual:
#         description: Accept that a person promotes it (`autoPromotionEnabled` is false) in place of an analysis.
#         type: boolean
#         default: true
package gatehouse.blue_green.rollout_promotion

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["rollout-promotion"]

_read(keys) := attribute.read(input.resource, array.concat(["spec", "strategy", "blueGreen"], keys))

_blue_green if is_object(input.resource.object.spec.strategy.blueGreen)

not_applicable if not _blue_green

_preview := _read(["previewService"])

violations contains {
	"path": _preview.path,
	"message": "the new version cannot be tried before it gets the traffic; name a previewService",
} if {
	_blue_green
	attribute.unset(_preview)
}

violations contains {
	"path": _preview.path,
	"message": "the preview is the active Service, so there is nothing to try; give previewService one of its own",
} if {
	_preview.value == _read(["activeService"]).value
}

_analysed if attribute.is_set(_read(["prePromotionAnalysis", "templates", 0]))

# With autoPromotionSeconds it only waits before it goes on.
_by_hand if {
	_parameters.acceptManual
	attribute.is(_read(["autoPromotionEnabled"]), false)
	not _timed
}

_timed if attribute.number(_read(["autoPromotionSeconds"])) > 0

violations contains object.union(
	{
		"path": _read(["prePromotionAnalysis"]).path,
		"message": "the new version gets all traffic without a test; add a prePromotionAnalysis",
	},
	_fix,
) if {
	_blue_green
	not _analysed
	not _by_hand
}

_fix := {"fix": {
	"description": "let somebody promote the new version",
	"patch": array.concat(
		[{"op": "add", "path": _read(["autoPromotionEnabled"]).path, "value": false}],
		[{"op": "remove", "path": seconds.path} |
			some seconds in [_read(["autoPromotionSeconds"])]
			attribute.is_set(seconds)
		],
	),
}} if {
	_parameters.acceptManual
} else := {}
