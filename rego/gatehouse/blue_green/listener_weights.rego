# METADATA
# title: The weights by which traffic is divided are percentages
# description: >-
#   A load balancer divides requests by the share of each weight in their sum. Where that is not 100, a `weight` of 10 is not ten
#   percent, and whoever shifts traffic between blue and green in an incident shifts another share than the one that is written.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html#forward-actions
#   - ref: https://cloud.google.com/run/docs/rollouts-rollbacks-traffic-migration
#   - ref: https://learn.microsoft.com/en-us/azure/container-apps/traffic-splitting
#   - ref: https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/traefikservice/
# custom:
#   id: listener-weights
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down.
#   severity: medium
#   action: deny
#   kinds:
#     - aws_lb_listener
#     - aws_lb_listener_rule
#     - aws_alb_listener
#     - aws_alb_listener_rule
#     - aws_appmesh_route
#     - google_compute_url_map
#     - google_compute_region_url_map
#     - google_cloud_run_service
#     - google_cloud_run_v2_service
#     - azurerm_container_app
#     - traefik.io/*/TraefikService
#     - traefik.io/*/IngressRoute
#     - traefik.containo.us/*/TraefikService
#     - traefik.containo.us/*/IngressRoute
#   remediation: >-
#     Give each target a weight in percent, 100 in all: 100 and 0 before the switch, 90 and 10 while it is tried, 0 and 100 after it.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.blue_green.listener_weights

import data.gatehouse.lib.attribute

# Lists of what a share of the requests goes to, and what says how large it is. Terraform: `forward`, a route of App Mesh, a URL map,
# revisions of Cloud Run and of a Container App. Traefik: a service, a route.
_lists := {
	"target_group": "weight",
	"weighted_target": "weight",
	"weighted_backend_services": "weight",
	"services": "weight",
	"traffic": "percent",
	"traffic_weight": "percentage",
}

# What a target gets whose weight nobody set.
_fallback := {"aws": 1, "azurerm": 0, "google": 0, "traefik": 1}

_platform := split(split(input.resource.type, "_")[0], ".")[0]

_divided contains keys if {
	some path
	walk(input.resource.object, [path, list])
	_lists[path[count(path) - 1]]
	is_array(list)
	count(list) > 1
	keys := path
}

_weights(keys) := [attribute.read_or(input.resource, array.concat(keys, [place, name]), _fallback[_platform]) |
	name := _lists[keys[count(keys) - 1]]
	some place, _ in object.get(input.resource.object, keys, [])
]

_known(weights) if {
	every weight in weights {
		is_number(attribute.number(weight))
	}
}

# Targets that share alike are no release, and neither is one that gets everything.
_alike(numbers) if {
	count({number | some number in numbers}) == 1
	numbers[0] > 0
}

_alike(numbers) if count([number | some number in numbers; number > 0]) == 1

not_applicable if count(_divided) == 0

violations contains {
	"path": attribute.read(input.resource, keys).path,
	"message": $"the weights add up to {sum(numbers)}; make them percentages that add up to 100",
} if {
	some keys in _divided
	weights := _weights(keys)
	_known(weights)
	numbers := [attribute.number(weight) | some weight in weights]
	sum(numbers) != 100
	not _alike(numbers)
}

unknowns contains attribute.unknown(weight, "what share of the requests it gets") if {
	some keys in _divided
	some weight in _weights(keys)
}
