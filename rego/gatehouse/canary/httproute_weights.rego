# METADATA
# title: The weights of a Gateway API route add up to 100
# description: >-
#   A backend gets the share of its weight in the sum of all, and one without a weight counts 1. Where the sum is not 100,
#   `weight: 1` is not one percent, and whoever reads it in an incident reads another canary than the one that runs.
# related_resources:
#   - ref: https://gateway-api.sigs.k8s.io/guides/traffic-splitting/
# custom:
#   id: httproute-weights
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: medium
#   action: deny
#   kinds: [gateway.networking.k8s.io/*/HTTPRoute, gateway.networking.k8s.io/*/GRPCRoute]
#   remediation: >-
#     Give each of the rule's `backendRefs` a `weight` in percent, 100 in all, such as `weight: 99` for the version that runs
#     and `weight: 1` for the canary.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.canary.httproute_weights

import data.gatehouse.lib.attribute

# Backends that nobody gave a weight share alike: that is no canary.
_divided := [backends |
	some rule in attribute.blocks(input.resource, ["spec", "rules"])
	backends := attribute.blocks(input.resource, array.concat(rule, ["backendRefs"]))
	count(backends) > 1
	_weighted(backends)
]

_weighted(backends) if {
	some backend in backends
	attribute.is_set(_weight(backend))
}

_weight(backend) := attribute.read(input.resource, array.concat(backend, ["weight"]))

not_applicable if count(_divided) == 0

violations contains {
	"path": attribute.read(input.resource, array.slice(backends[0], 0, 4)).path,
	"message": $"the weights of the backends add up to {total}; make them percentages that add up to 100",
} if {
	some backends in _divided
	total := sum([attribute.number(attribute.read_or(input.resource, array.concat(backend, ["weight"]), 1)) |
		some backend in backends
	])
	total != 100
}
