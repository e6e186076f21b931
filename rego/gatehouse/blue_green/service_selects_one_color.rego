# METADATA
# title: A Service sends requests to one color only
# description: >-
#   Blue/green is a switch: everybody gets the version that was tried, or nobody does. A Service whose selector fits the pods of
#   both colors divides its users by the number of pods, without anybody who decided that or measures it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service
# custom:
#   id: service-selects-one-color
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down.
#   severity: high
#   action: deny
#   kinds: [v1/Service]
#   siblings: [apps/*/Deployment, apps/*/StatefulSet]
#   remediation: >-
#     Add the color to `spec.selector`, with the label that the pods have: `color: blue`. The release is then one change of that
#     line, and so is the way back. A headless Service, which only lists pods, may select both.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       colors:
#         description: The values of a pod's label, whatever its name, that say to which environment it belongs.
#         type: array
#         minItems: 2
#         items: {type: string, minLength: 1}
#         default: [blue, green]
package gatehouse.blue_green.service_selects_one_color

import data.gatehouse.lib.attribute

_colors := data.config.parameters["service-selects-one-color"].colors

_around := input.context.siblings["service-selects-one-color"]

_selector := attribute.read(input.resource, ["spec", "selector"])

# The colors of the pods that it selects.
_reached contains color if {
	count(_selector.value) > 0
	some other in _around.resources
	object.get(other, "namespace", "default") == object.get(input.resource, "namespace", "default")
	labels := object.get(other.object, ["spec", "template", "metadata", "labels"], {})
	every key, value in _selector.value {
		labels[key] == value
	}
	not _empty(other)
	some color in labels
	color in _colors
}

# What runs no pods gets no requests.
_empty(workload) if workload.object.spec.replicas == 0

_headless if attribute.is(attribute.read(input.resource, ["spec", "clusterIP"]), "None")

not_applicable if _headless

not_applicable if {
	count(_reached) == 0
	_around.known
}

violations contains {
	"path": _selector.path,
	"message": $"the Service sends requests to {concat(" and ", sort(_reached))}; select one of them",
} if {
	not _headless
	count(_reached) > 1
}

unknowns contains {"path": _selector.path, "message": "whether the Service selects another color is not known here"} if {
	not _headless
	count(_reached) == 1
	not _around.known
	not _names_a_color
}

_names_a_color if {
	some value in _selector.value
	value in _colors
}
