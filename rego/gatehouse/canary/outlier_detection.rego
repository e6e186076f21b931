# METADATA
# title: A host with versions has outlier detection
# description: >-
#   The steps of a canary are minutes apart. In between, only outlier detection takes a pod that answers with errors out of the
#   balance, for both versions alike. Judged are DestinationRules with subsets: those divide a host into versions.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
# custom:
#   id: outlier-detection
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: medium
#   action: deny
#   kinds: [networking.istio.io/*/DestinationRule]
#   remediation: >-
#     Set `spec.trafficPolicy.outlierDetection` to `{consecutive5xxErrors: 5, interval: 10s, baseEjectionTime: 30s}`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.canary.outlier_detection

import data.gatehouse.lib.attribute

_subsets := attribute.blocks(input.resource, ["spec", "subsets"])

not_applicable if count(_subsets) == 0

_detected(keys) if {
	place := array.concat(keys, ["trafficPolicy", "outlierDetection"])
	attribute.is_set(attribute.read(input.resource, place))
	not _switched_off(place)
}

# Nothing but errors of the gateway is counted then, and of those nothing unless somebody says how many.
_switched_off(place) if {
	attribute.is(attribute.read(input.resource, array.concat(place, ["consecutive5xxErrors"])), 0)
	attribute.is(attribute.read_or(input.resource, array.concat(place, ["consecutiveGatewayErrors"]), 0), 0)
}

# What a subset does not say it takes from the host.
_undetected := [subset |
	some subset in _subsets
	not _detected(subset)
	not _inherits(subset)
]

_inherits(subset) if {
	_detected(["spec"])
	attribute.unset(attribute.read(input.resource, array.concat(subset, ["trafficPolicy", "outlierDetection"])))
}

_default := {"consecutive5xxErrors": 5, "interval": "10s", "baseEjectionTime": "30s"}

violations contains {
	"path": "/spec/trafficPolicy/outlierDetection",
	"message": "pods that answer with errors stay in the balance; set trafficPolicy.outlierDetection",
	"fix": {
		"description": "take pods that fail out of the balance",
		"patch": [{"op": "add", "path": "/spec/trafficPolicy/outlierDetection", "value": _default}],
	},
} if {
	count(_undetected) > 0
	not _detected(["spec"])
}

violations contains {
	"path": answer.path,
	"message": "the subset switches outlier detection off; remove its outlierDetection",
	"fix": {
		"description": "let the subset take the detection of its host",
		"patch": [{"op": "remove", "path": answer.path}],
	},
} if {
	_detected(["spec"])
	some subset in _undetected
	answer := attribute.read(input.resource, array.concat(subset, ["trafficPolicy", "outlierDetection"]))
}
