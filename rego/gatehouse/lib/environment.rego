# METADATA
# description: Whether a resource is outside production, by the labels or tags that tell its environment.
package gatehouse.lib.environment

import data.gatehouse.lib.glob

# METADATA
# description: >-
#   `yes` where a label says so, the resource's own or else its namespace's, `unknown` where its labels are not known yet, `no`
#   otherwise. `labels` are keys in small letters, which are compared without case, the first one that is there counts;
#   `nonProduction` are globs of values.
outside_production(given, parameters) := "yes" if {
	glob.any_match(parameters.nonProduction, lower(_name(given, parameters.labels)))
} else := "unknown" if {
	not _name(given, parameters.labels)
	_hidden(given, parameters.labels)
} else := "no"

# METADATA
# description: The finding that the environment is not known yet.
unknown := {"path": "", "message": "whether this is outside production is not known here, because its labels are not"}

_name(given, wanted) := name if {
	name := _first(_labels(given.resource), wanted)
} else := _first(given.context.namespace.labels, wanted)

# A node pool of GKE has no labels of its own but those of its nodes.
_labels(resource) := object.union(nodes, resource.labels) if {
	nodes := resource.object.node_config[0].resource_labels
} else := resource.labels

_first(labels, wanted) := [min(values) |
	some key in wanted
	values := {value | some label, value in labels; lower(label) == key; value != ""}
	count(values) > 0
][0]

_hidden(given, _) if given.resource.facets.tags.state == "unknown"

_hidden(given, wanted) if {
	some label in given.resource.facets.tags.unknownValues
	lower(label) in wanted
}

_hidden(given, _) if given.context.namespaceUnseen
