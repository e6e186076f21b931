# METADATA
# title: The subsets that a VirtualService names are there
# description: >-
#   A route to a subset that no DestinationRule defines has no endpoints: Istio answers its share of the requests with 503. It is
#   one typing error, nothing refuses it when it is applied, and it shows when the canary gets its first weight.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset
#   - ref: https://istio.io/latest/docs/reference/config/analysis/ist0101/
# custom:
#   id: destination-subsets
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [networking.istio.io/*/VirtualService]
#   siblings: [networking.istio.io/*/DestinationRule]
#   remediation: >-
#     Add the subset to `spec.subsets` of the DestinationRule for that host, such as `{name: canary, labels: {version: v2}}`, or name
#     one that is there. The host must be the same: `shop` means `shop.<namespace>.svc.cluster.local` in either object.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.canary.destination_subsets

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

_around := input.context.siblings["destination-subsets"]

# Where requests go: the destinations of routes, and what they are mirrored to.
_destinations contains array.concat(route, ["destination"]) if {
	some protocol in ["http", "tls", "tcp"]
	some rule in attribute.blocks(input.resource, ["spec", protocol])
	some field in ["route", "mirrors"]
	some route in attribute.blocks(input.resource, array.concat(rule, [field]))
}

_destinations contains array.concat(rule, ["mirror"]) if {
	some rule in attribute.blocks(input.resource, ["spec", "http"])
}

_named contains {"subset": subset, "host": _host(host.value, input.resource)} if {
	some keys in _destinations
	subset := attribute.read(input.resource, array.concat(keys, ["subset"]))
	subset.state == "known"
	host := attribute.read(input.resource, array.concat(keys, ["host"]))
	host.state == "known"
}

not_applicable if count(_named) == 0

# A short name is one of the object's own namespace.
_host(host, resource) := $"{short}.{object.get(resource, "namespace", "default")}" if {
	short := trim_suffix(host, ".svc.cluster.local")
	not contains(short, ".")
} else := trim_suffix(host, ".svc.cluster.local")

_subsets(host) := {subset.name |
	some rule in _around.resources
	glob.matches(_host(rule.object.spec.host, rule), host)
	some subset in rule.object.spec.subsets
}

_missing contains named if {
	some named in _named
	not named.subset.value in _subsets(named.host)
}

violations contains {
	"path": named.subset.path,
	"message": $"no DestinationRule of {named.host} has the subset {named.subset.value}; add it there",
} if {
	_around.known
	some named in _missing
}

unknowns contains {
	"path": named.subset.path,
	"message": $"whether a DestinationRule of {named.host} has the subset {named.subset.value} is not known here",
} if {
	not _around.known
	some named in _missing
}
