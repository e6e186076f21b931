# METADATA
# title: A canary of Flagger is analysed, and rolled back after few failures
# description: >-
#   With `skipAnalysis`, or without any analysis, Flagger promotes whatever starts. With a high threshold it goes on sending
#   traffic to a version that fails each check.
# related_resources:
#   - ref: https://docs.flagger.app/usage/how-it-works#canary-analysis
# custom:
#   id: flagger-rollback
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: high
#   action: deny
#   kinds: [flagger.app/v1beta1/Canary]
#   remediation: >-
#     Remove `spec.skipAnalysis` and set `spec.analysis.threshold` to `5`: after five failed checks Flagger rolls back.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxThreshold:
#         description: The most failed checks before a rollback.
#         type: integer
#         minimum: 1
#         default: 10
package gatehouse.canary.flagger_rollback

import data.gatehouse.lib.attribute

_most := data.config.parameters["flagger-rollback"].maxThreshold

_skip := attribute.read(input.resource, ["spec", "skipAnalysis"])

# `canaryAnalysis` is what `analysis` was called before.
_analysed if {
	some field in ["analysis", "canaryAnalysis"]
	attribute.is_set(attribute.read(input.resource, ["spec", field]))
}

violations contains {
	"path": _skip.path,
	"message": "the canary is promoted without analysis; remove skipAnalysis",
	"fix": {
		"description": "analyse the canary before it is promoted",
		"patch": [{"op": "remove", "path": _skip.path}],
	},
} if {
	attribute.is(_skip, true)
}

violations contains {
	"path": "/spec/analysis",
	"message": "the canary has no analysis, so whatever starts is promoted; add spec.analysis",
} if {
	not _analysed
}

# Flagger takes 1 where there is none.
violations contains {
	"path": answer.path,
	"message": $"{threshold} checks may fail before a rollback; set a threshold of at most {_most}",
	"fix": {
		"description": $"roll back after {_most} failed checks",
		"patch": [{"op": "add", "path": answer.path, "value": _most}],
	},
} if {
	answer := attribute.read(input.resource, ["spec", "analysis", "threshold"])
	threshold := attribute.number(answer)
	threshold > _most
}
