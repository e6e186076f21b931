# METADATA
# title: A rollout waits until the new version can serve
# description: >-
#   A rollout goes on when the new pods are ready, and a pod of which nobody asks whether it is ready counts as soon as its
#   processes start. A version that cannot answer then replaces one that can, pod by pod, to the last. Judged is the pod as a whole:
#   one container that is asked is enough to stop the rollout.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#min-ready-seconds
# custom:
#   id: readiness-for-rollout
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down.
#   severity: high
#   action: deny
#   kinds:
#     - apps/*/Deployment
#     - argoproj.io/*/Rollout
#     - kubernetes_deployment
#     - kubernetes_deployment_v1
#   remediation: >-
#     Give the container that serves a probe such as `readinessProbe: {httpGet: {path: /ready, port: 8080}}`, which answers once
#     the process can serve requests. `spec.minReadySeconds: 10` beside the template holds the rollout until that has lasted.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minReadySeconds:
#         description: How long a new pod must have been ready before the rollout goes on; 0 asks for nothing.
#         type: integer
#         minimum: 0
#         default: 0
#       exemptContainers:
#         description: Containers that say nothing of the version that is released, as globs of their names.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [istio-proxy, linkerd-proxy]
package gatehouse.blue_green.readiness_for_rollout

import data.gatehouse.lib.attribute
import data.gatehouse.lib.workload

_parameters := data.config.parameters["readiness-for-rollout"]

_fields := {
	"probe": "readiness_probe",
	"seconds": ["spec", 0, "min_ready_seconds"],
} if {
	input.resource.source == "terraform"
} else := {
	"probe": "readinessProbe",
	"seconds": ["spec", "minReadySeconds"],
}

_serving := [keys |
	some keys in workload.containers(input.resource, _parameters.exemptContainers)
	workload.serves(input.resource, keys)
]

# What serves nobody takes no service down.
not_applicable if count(_serving) == 0

_probes := [answer |
	some keys in workload.containers(input.resource, _parameters.exemptContainers)
	answer := attribute.read(input.resource, array.concat(keys, [_fields.probe]))
]

_asked if {
	some probe in _probes
	count(probe.value) > 0
}

_seconds := attribute.read_or(input.resource, _fields.seconds, 0)

violations contains {
	"path": attribute.read(input.resource, array.concat(_serving[0], [_fields.probe])).path,
	"message": "nothing asks whether the new pods can serve, so a rollout goes on whatever they do; add a readinessProbe",
} if {
	not _asked
	not _undecided
}

_undecided if {
	some probe in _probes
	attribute.undecided(probe)
}

unknowns contains unknown if {
	not _asked
	some probe in _probes
	unknown := attribute.unknown(probe, "whether the rollout waits for the new pods")
}

violations contains {
	"path": _seconds.path,
	"message": concat("", [
		$"the rollout waits {attribute.number(_seconds)} seconds after a pod is ready",
		$"; set minReadySeconds: {_parameters.minReadySeconds}",
	]),
} if {
	count(_serving) > 0
	attribute.number(_seconds) < _parameters.minReadySeconds
}
