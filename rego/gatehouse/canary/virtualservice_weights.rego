# METADATA
# title: The weights of a route in a VirtualService add up to 100
# description: >-
#   Istio divides requests by the share of each weight in their sum. Where that is not 100, `weight: 1` is not one percent, and
#   whoever reads it in a review or in an incident reads another canary than the one that runs.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination
# custom:
#   id: virtualservice-weights
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: medium
#   action: deny
#   kinds: [networking.istio.io/*/VirtualService]
#   remediation: >-
#     Give each destination of the route a `weight` in percent, 100 in all, such as `weight: 99` for the version that runs and
#     `weight: 1` for the canary.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.canary.virtualservice_weights

import data.gatehouse.lib.attribute

_routes := [array.concat(route, ["route"]) |
	some protocol in ["http", "tls", "tcp"]
	some route in attribute.blocks(input.resource, ["spec", protocol])
]

# One destination gets everything, whatever its weight.
_divided := [route |
	some route in _routes
	count(attribute.blocks(input.resource, route)) > 1
]

not_applicable if count(_divided) == 0

violations contains {
	"path": answer.path,
	"message": $"the weights of the route add up to {total}; make them percentages that add up to 100",
} if {
	some route in _divided
	answer := attribute.read(input.resource, route)
	total := sum([weight |
		some destination in attribute.blocks(input.resource, route)
		weight := attribute.number(attribute.read(input.resource, array.concat(destination, ["weight"])))
	])
	total != 100
}
