# METADATA
# description: >-
#   Where a workload keeps its pods: the keys of the pod and of its containers, the same question of a Kubernetes object and of
#   the resources of the Terraform provider, which have snake case and a list for each block.
package gatehouse.lib.workload

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

# METADATA
# description: The keys of the spec of the pods.
pod(resource) := ["spec", 0] if {
	startswith(resource.type, "kubernetes_pod")
} else := ["spec", 0, "job_template", 0, "spec", 0, "template", 0, "spec", 0] if {
	startswith(resource.type, "kubernetes_cron_job")
} else := ["spec", 0, "template", 0, "spec", 0] if {
	resource.source == "terraform"
} else := ["spec"] if {
	resource.type == "v1/Pod"
} else := ["spec", "jobTemplate", "spec", "template", "spec"] if {
	regex.match(`^batch/[^/]+/CronJob$`, resource.type)
} else := ["spec", "template", "spec"]

# METADATA
# description: The metadata of the pods, as far as the workload sets them; a pod's own.
pod_metadata(resource) := object.get(resource.object, array.concat(array.slice(keys, 0, count(keys) - 1), ["metadata"]), {}) if {
	keys := pod(resource)
}

# METADATA
# description: The name of the service account that the pods run as; undefined where it is not known yet.
service_account(resource) := answer.value if {
	keys := array.concat(pod(resource), [_service_account(resource)])
	answer := attribute.read_or(resource, keys, "default")
	answer.state == "known"
}

_service_account(resource) := "service_account_name" if {
	resource.source == "terraform"
} else := "serviceAccountName"

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
