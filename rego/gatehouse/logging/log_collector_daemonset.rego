# METADATA
# title: The log collector runs on every node, within 100 MiB
# description: >-
#   A node without a collector is one whose logs are gone with it, and it is the tainted ones, of the control plane and of the
#   GPUs, that a collector misses by default. What it takes itself, it takes on each node again.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
# custom:
#   id: log-collector-daemonset
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: deny
#   kinds: [apps/*/DaemonSet, kubernetes_daemonset, kubernetes_daemon_set_v1]
#   facets: [containers]
#   controls:
#     soc2: [CC7.2]
#   remediation: >-
#     Add `tolerations: [{operator: Exists}]` to the pod template, leave `nodeSelector` to the operating system, and set the
#     container's `resources.limits.memory` to `100Mi`. Fluent Bit keeps within it with `storage.type filesystem` for its
#     inputs and a `Mem_Buf_Limit`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxMemory:
#         description: The memory limit of a collector at most.
#         type: [string, number]
#         format: quantity
#         default: 100Mi
#       images:
#         description: Images of collectors, as globs; one of these that reads the logs of the node is judged.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         default:
#           - "*fluent-bit*"
#           - "*fluentd*"
#           - "*filebeat*"
#           - "*promtail*"
#           - "*grafana/alloy*"
#           - "*timberio/vector*"
#           - "*opentelemetry-collector*"
#       nodeSelectorKeys:
#         description: The node labels that may decide where it runs.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [kubernetes.io/os, kubernetes.io/arch]
package gatehouse.logging.log_collector_daemonset

import data.gatehouse.lib.attribute
import data.gatehouse.lib.container as containers
import data.gatehouse.lib.image
import data.gatehouse.lib.pods

_parameters := data.config.parameters["log-collector-daemonset"]

# A metrics agent may be of the same image; what reads the logs of the node is a collector.
_collectors := [container |
	_reads_logs
	some container in input.resource.facets.containers
	container.kind == "container"
	image.matches_any(_parameters.images, container.image)
]

_reads_logs if {
	some volume in pods.list(input.resource, "volumes", "volume")
	some host_path in [["hostPath", "path"], ["host_path", 0, "path"]]
	path := attribute.read(input.resource, array.concat(volume, host_path)).value
	regex.match(`^/var/log(/(pods|containers)?)?$|^/var/lib/docker/containers/?$`, path)
}

not_applicable if count(_collectors) == 0

_tolerations := attribute.read(input.resource, array.concat(pods.spec(input.resource), [_tolerations_key]))

_tolerations_key := "toleration" if {
	input.resource.source == "terraform"
} else := "tolerations"

# What tolerates every taint of an effect; without an effect it is every taint.
_tolerated contains object.get(toleration, "effect", "") if {
	some toleration in _tolerations.value
	toleration.operator == "Exists"
	object.get(toleration, "key", "") in {"", null}
}

_everywhere if {
	some effect in _tolerated
	effect in {"", null}
}

_everywhere if {
	"NoSchedule" in _tolerated
	"NoExecute" in _tolerated
}

violations contains object.union(
	{"path": _tolerations.path, "message": "nodes with a taint have no log collector; add a toleration of all: operator Exists"},
	_tolerate,
) if {
	count(_collectors) > 0
	not _everywhere
	not attribute.undecided(_tolerations)
}

_tolerate := {"fix": {
	"description": "tolerate every taint",
	"patch": [{"op": "add", "path": _tolerations.path, "value": [{"operator": "Exists"}]}],
}} if {
	input.resource.source == "kubernetes"
} else := {}

unknowns contains attribute.unknown(_tolerations, "which taints the collector tolerates") if count(_collectors) > 0

_selector := attribute.read(input.resource, array.concat(pods.spec(input.resource), [_selector_key]))

_selector_key := "node_selector" if {
	input.resource.source == "terraform"
} else := "nodeSelector"

violations contains {
	"path": _selector.path,
	"message": $"nodes without the label {concat(" and ", _labels)} have no log collector; leave it out of nodeSelector",
} if {
	count(_collectors) > 0
	count(_labels) > 0
}

_labels := sort([label |
	some label, _ in _selector.value
	not label in _parameters.nodeSelectorKeys
])

violations contains {
	"path": limit.path,
	"message": $"{containers.title(container)}: the memory limit {limit.text} is above {_parameters.maxMemory.text}, on each node",
} if {
	some container in _collectors
	limit := container.limits.memory
	limit.value > _parameters.maxMemory.value
}

violations contains {
	"path": $"{container.resourcesPath}/limits/memory",
	"message": $"{containers.title(container)}: nothing bounds its memory; set a limit of {_parameters.maxMemory.text} at most",
} if {
	some container in _collectors
	not container.limits.memory
	not container.resourcesUnknown
}

unknowns contains {
	"path": container.resourcesPath,
	"message": $"{containers.title(container)}: its memory limit is known only after apply",
} if {
	some container in _collectors
	container.resourcesUnknown
}

unknowns contains {
	"path": container.limits.memory.path,
	"message": $"{containers.title(container)}: its memory limit is known only after apply",
} if {
	some container in _collectors
	container.limits.memory.state == "unknown"
}
