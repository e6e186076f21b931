# METADATA
# title: Flagger looks at a canary at least once a minute
# description: >-
#   Between two looks a broken version serves its share of the traffic, and a rollback takes as many looks as the threshold
#   allows failures. At a minute each, the users of the first percent notice for minutes; at ten, for an hour.
# related_resources:
#   - ref: https://docs.flagger.app/usage/how-it-works#canary-analysis
# custom:
#   id: flagger-interval
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: medium
#   action: deny
#   kinds: [flagger.app/v1beta1/Canary]
#   remediation: >-
#     Set `spec.analysis.interval` to `1m` or less. Where a release then goes too fast, give it more steps in `stepWeights`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxInterval:
#         description: The longest time between two looks. Flagger takes less than 10 seconds for 10.
#         type: string
#         format: duration
#         default: 60s
package gatehouse.canary.flagger_interval

import data.gatehouse.lib.attribute
import data.gatehouse.lib.duration

_most := data.config.parameters["flagger-interval"].maxInterval

# What is absent, and what is no duration, Flagger takes for 60 seconds.
_answer := attribute.read_or(input.resource, ["spec", "analysis", "interval"], "60s")

_seconds := duration.seconds(_answer.value)

violations contains {
	"path": _answer.path,
	"message": $"the canary is looked at every {_answer.value} only; set an interval of at most {_most.text}",
	"fix": {
		"description": $"look at the canary every {_most.text}",
		"patch": [{"op": "add", "path": _answer.path, "value": $"{_most.text}"}],
	},
} if {
	attribute.is_set(attribute.read(input.resource, ["spec", "analysis"]))
	_seconds > _most.value
}
