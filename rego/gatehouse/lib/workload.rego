# METADATA
# description: >-
#   Where a workload keeps its pods: the keys of the pod and of its containers, the same question of a Kubernetes object and of
#   the resources of the Terraform provider, which have snake case and a list for each block.
package gatehouse.lib.workload

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

# METADATA
# description: The keys of the spec of the pods.
pod(resource) := ["spec", 0, "template", 0, "spec", 0] if {
	resource.source == "terraform"
} else := ["spec", "template", "spec"]

# METADATA
# description: The keys of each container, without init containers and without those whose name one of the globs matches.
containers(resource, exempt) := [keys |
	some keys in attribute.blocks(resource, array.concat(pod(resource), [_containers(resource)]))
	not glob.any_match(exempt, name(resource, keys))
]

_containers(resource) := "container" if {
	resource.source == "terraform"
} else := "containers"

# METADATA
# description: The name of the container at those keys; empty where it has none.
name(resource, keys) := object.get(resource.object, array.concat(keys, ["name"]), "")

# METADATA
# description: True where the container at those keys declares a port, and so serves somebody.
serves(resource, keys) if {
	answer := attribute.read(resource, array.concat(keys, [_ports(resource)]))
	count(answer.value) > 0
}

_ports(resource) := "port" if {
	resource.source == "terraform"
} else := "ports"
