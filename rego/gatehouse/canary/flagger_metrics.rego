# METADATA
# title: A canary of Flagger is measured by its success rate and its latency
# description: >-
#   What is not measured is not rolled back. A version that answers with errors shows in the success rate only, and one that
#   answers late in the latency only. A metric without a bound in the right direction passes whatever it measures.
# related_resources:
#   - ref: https://docs.flagger.app/usage/metrics#builtin-metrics
# custom:
#   id: flagger-metrics
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: high
#   action: deny
#   unknown: warn
#   kinds: [flagger.app/v1beta1/Canary]
#   remediation: >-
#     Add to `spec.analysis.metrics`: `{name: request-success-rate, thresholdRange: {min: 99}, interval: 1m}` and
#     `{name: request-duration, thresholdRange: {max: 500}, interval: 1m}`. Name metrics of your own in the parameters.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       successRate:
#         description: Names of metrics that say how many requests succeed or fail; `*` and `?` are wildcards.
#         type: array
#         items: {type: string}
#         default: [request-success-rate, "*success*", "*error*", "*availability*"]
#       latency:
#         description: Names of metrics that say how long requests take; `*` and `?` are wildcards.
#         type: array
#         items: {type: string}
#         default: [request-duration, "*latency*", "*duration*", "*response-time*"]
package gatehouse.canary.flagger_metrics

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

_parameters := data.config.parameters["flagger-metrics"]

_place := ["spec", "analysis", "metrics"]

_analysed if attribute.is_set(attribute.read(input.resource, ["spec", "analysis"]))

# A Canary without analysis is not measured at all, which is another rule's finding.
not_applicable if not _analysed

_metrics := [{"keys": keys, "name": attribute.read(input.resource, array.concat(keys, ["name"])).value} |
	some keys in attribute.blocks(input.resource, _place)
]

_wanted := {
	"successRate": {"what": "success rate", "metric": "request-success-rate", "range": {"min": 99}},
	"latency": {"what": "latency", "metric": "request-duration", "range": {"max": 500}},
}

_measured(wanted) if {
	some metric in _metrics
	glob.any_match(_parameters[wanted], metric.name)
}

# Metrics of one's own may measure anything.
_others := [metric.name |
	some metric in _metrics
	every wanted, _ in _wanted {
		not glob.any_match(_parameters[wanted], metric.name)
	}
]

# Sorted, because WebAssembly keeps the keys of an object in no order.
_missing := sort([wanted | some wanted, _ in _wanted; not _measured(wanted)])

_names(missing) := concat(" and ", [_wanted[wanted].what | some wanted in missing])

_added := [{"name": _wanted[wanted].metric, "thresholdRange": _wanted[wanted].range, "interval": "1m"} |
	some wanted in _missing
]

_kept := object.get(input.resource.object, _place, [])

violations contains {
	"path": "/spec/analysis/metrics",
	"message": $"the canary is not measured by its {_names(_missing)}; add {concat(" and ", [metric.name | some metric in _added])}",
	"fix": {
		"description": $"measure the {_names(_missing)} of the canary",
		"patch": [{"op": "add", "path": "/spec/analysis/metrics", "value": array.concat(_kept, _added)}],
	},
} if {
	count(_missing) > 0
	count(_others) == 0
}

unknowns contains {
	"path": "/spec/analysis/metrics",
	"message": $"whether {concat(", ", _others)} measures the {_names(_missing)} is not known; name it in the parameters",
} if {
	count(_missing) > 0
	count(_others) > 0
}

# The metrics that Flagger brings itself; for others it depends on what they count. `threshold` is an upper bound there, and
# was the lower one of the success rate.
violations contains {
	"path": answer.path,
	"message": $"{metric.name} has no {bound}, so it passes whatever is measured; set thresholdRange.{bound}",
	"fix": {
		"description": $"give {metric.name} its bound",
		"patch": [{"op": "add", "path": answer.path, "value": limit}],
	},
} if {
	some metric in _metrics
	some wanted in _wanted
	wanted.metric == metric.name
	some bound, limit in wanted.range
	answer := attribute.read(input.resource, array.concat(metric.keys, ["thresholdRange", bound]))
	attribute.unset(answer)
	attribute.unset(attribute.read(input.resource, array.concat(metric.keys, ["threshold"])))
	attribute.unset(attribute.read(input.resource, array.concat(metric.keys, ["templateRef"])))
}
