# METADATA
# title: Liveness is not the same check as readiness
# description: >-
#   A pod that cannot serve for a moment should lose its traffic, not its life. Where both probes ask the same and give up
#   after the same time, each slow dependency restarts the pods that wait for it, all at once. The same check is fine for
#   both where liveness waits longer, which is how the Kubernetes documentation does it.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
# custom:
#   id: probes-differ
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
#     Let the livenessProbe ask an endpoint of its own that looks at the process only (`/healthz`, not `/ready`), or give
#     it a higher `failureThreshold` than the readinessProbe has.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       acceptSlowerLiveness:
#         description: Accept the same check for both where liveness gives up later than readiness.
#         type: boolean
#         default: true
package gatehouse.self_healing.probes_differ

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["probes-differ"]

_terraform if input.resource.source == "terraform"

_containers := ["spec", 0, "template", 0, "spec", 0, "container"] if _terraform

else := ["spec", "template", "spec", "containers"]

_fields := {
	"liveness": ["liveness_probe", 0],
	"readiness": ["readiness_probe", 0],
	"checks": ["http_get", "tcp_socket", "grpc", "exec"],
	"period": "period_seconds",
	"failures": "failure_threshold",
} if {
	_terraform
} else := {
	"liveness": ["livenessProbe"],
	"readiness": ["readinessProbe"],
	"checks": ["httpGet", "tcpSocket", "grpc", "exec"],
	"period": "periodSeconds",
	"failures": "failureThreshold",
}

# What a probe asks, without how often. What is not known yet is left out of both, so it is compared elsewhere.
_asks(keys) := {check: answer.value |
	some check in _fields.checks
	answer := attribute.read(input.resource, array.concat(keys, [check]))
	count(answer.value) > 0
}

_all_known(keys) if {
	every check in _fields.checks {
		answer := attribute.read(input.resource, array.concat(keys, [check]))
		not attribute.undecided(answer)
	}
}

# Seconds until a probe has failed for good, with the defaults of Kubernetes.
_patience(keys) := period * failures if {
	period := attribute.number(attribute.read_or(input.resource, array.concat(keys, [_fields.period]), 10))
	failures := attribute.number(attribute.read_or(input.resource, array.concat(keys, [_fields.failures]), 3))
}

_later(liveness, readiness) if {
	_parameters.acceptSlowerLiveness
	_patience(liveness) > _patience(readiness)
}

# Numbers that are not known yet may well differ.
_later(liveness, _) if not _patience(liveness)

_later(_, readiness) if not _patience(readiness)

violations contains {
	"path": attribute.read(input.resource, liveness).path,
	"message": concat("", [
		$"liveness of container {name} is the same check as readiness",
		", so what should only take its traffic away restarts it; ask another endpoint, or wait longer",
	]),
} if {
	some container in attribute.blocks(input.resource, _containers)
	liveness := array.concat(container, _fields.liveness)
	readiness := array.concat(container, _fields.readiness)
	_all_known(liveness)
	_all_known(readiness)
	asks := _asks(liveness)
	count(asks) > 0
	asks == _asks(readiness)
	not _later(liveness, readiness)
	name := object.get(input.resource.object, array.concat(container, ["name"]), "")
}
