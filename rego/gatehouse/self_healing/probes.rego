# METADATA
# title: Each container is asked whether it lives and whether it can serve
# description: >-
#   Kubernetes restarts a process that ends, but not one that hangs, unless a liveness probe asks. Without a readiness
#   probe a pod gets traffic before it can answer, and keeps it when it no longer can.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   id: probes
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: warn
#   kinds:
#     - apps/*/Deployment
#     - apps/*/StatefulSet
#     - apps/*/DaemonSet
#     - argoproj.io/*/Rollout
#     - kubernetes_deployment
#     - kubernetes_deployment_v1
#     - kubernetes_stateful_set
#     - kubernetes_stateful_set_v1
#     - kubernetes_daemonset
#     - kubernetes_daemon_set_v1
#   remediation: >-
#     Give the container a `readinessProbe` that asks what it serves, and a `livenessProbe` that asks only whether the
#     process itself still works: never its database, or an outage there restarts every pod.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exemptContainers:
#         description: Containers that need no probes, as globs of their names; sidecars that a vendor brings.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [istio-proxy, linkerd-proxy]
#       readinessWithoutPorts:
#         description: Ask for readiness of containers that declare no port, too, and so seem to serve nobody.
#         type: boolean
#         default: false
package gatehouse.self_healing.probes

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

_parameters := data.config.parameters.probes

_fields := {
	"containers": ["spec", 0, "template", 0, "spec", 0, "container"],
	"livenessProbe": "liveness_probe",
	"readinessProbe": "readiness_probe",
	"ports": "port",
} if {
	input.resource.source == "terraform"
} else := {
	"containers": ["spec", "template", "spec", "containers"],
	"livenessProbe": "livenessProbe",
	"readinessProbe": "readinessProbe",
	"ports": "ports",
}

_judged contains keys if {
	some keys in attribute.blocks(input.resource, _fields.containers)
	not glob.any_match(_parameters.exemptContainers, _name(keys))
}

_name(keys) := object.get(input.resource.object, array.concat(keys, ["name"]), "")

_probe(keys, probe) := attribute.read(input.resource, array.concat(keys, [_fields[probe]]))

_missing(answer) if answer.state == "absent"

_missing(answer) if answer.value == []

_missing(answer) if answer.value == {}

violations contains {
	"path": answer.path,
	"message": $"nothing asks whether container {_name(keys)} hangs, so it is not restarted; add a livenessProbe",
} if {
	some keys in _judged
	answer := _probe(keys, "livenessProbe")
	_missing(answer)
}

violations contains {
	"path": answer.path,
	"message": $"container {_name(keys)} gets traffic before it can serve; add a readinessProbe",
} if {
	some keys in _judged
	_serves(keys)
	answer := _probe(keys, "readinessProbe")
	_missing(answer)
}

_serves(_) if _parameters.readinessWithoutPorts

_serves(keys) if {
	ports := attribute.read(input.resource, array.concat(keys, [_fields.ports]))
	count(ports.value) > 0
}

unknowns contains attribute.unknown(answer, $"how container {_name(keys)} is probed") if {
	some keys in _judged
	some probe in ["livenessProbe", "readinessProbe"]
	answer := _probe(keys, probe)
}
