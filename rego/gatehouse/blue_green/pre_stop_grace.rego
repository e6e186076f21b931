# METADATA
# title: A pod that goes finishes what it was asked
# description: >-
#   Kubernetes takes a pod out of its Services and stops it at the same time, so requests still arrive at one that is gone already.
#   A preStop hook holds the end back until every proxy knows; what it waits counts towards the grace period, after which the
#   pod is killed with what it still does.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#   - ref: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
# custom:
#   id: pre-stop-grace
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down.
#   severity: medium
#   action: warn
#   kinds:
#     - apps/*/Deployment
#     - argoproj.io/*/Rollout
#     - kubernetes_deployment
#     - kubernetes_deployment_v1
#   remediation: >-
#     Give each container that serves `lifecycle: {preStop: {sleep: {seconds: 5}}}` (before Kubernetes 1.30, or in Terraform, an
#     `exec` of `sleep 5`), and let `terminationGracePeriodSeconds` be that and the longest request together; 30 is the default.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       preStop:
#         description: Ask for a preStop hook of each container that declares a port.
#         type: boolean
#         default: true
#       minGraceSeconds:
#         description: The shortest grace period, beside what a preStop hook sleeps.
#         type: integer
#         minimum: 1
#         default: 10
#       exemptContainers:
#         description: Containers that need no hook, as globs of their names; sidecars that a vendor brings.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [istio-proxy, linkerd-proxy]
package gatehouse.blue_green.pre_stop_grace

import data.gatehouse.lib.attribute
import data.gatehouse.lib.workload

_parameters := data.config.parameters["pre-stop-grace"]

_terraform if input.resource.source == "terraform"

_fields := {
	"hook": ["lifecycle", 0, "pre_stop"],
	"command": ["lifecycle", 0, "pre_stop", 0, "exec", 0, "command"],
	"sleep": ["lifecycle", 0, "pre_stop", 0, "sleep", 0, "seconds"],
	"grace": ["termination_grace_period_seconds"],
} if {
	_terraform
} else := {
	"hook": ["lifecycle", "preStop"],
	"command": ["lifecycle", "preStop", "exec", "command"],
	"sleep": ["lifecycle", "preStop", "sleep", "seconds"],
	"grace": ["terminationGracePeriodSeconds"],
}

_serving := [keys |
	some keys in workload.containers(input.resource, _parameters.exemptContainers)
	workload.serves(input.resource, keys)
]

not_applicable if count(_serving) == 0

_read(keys, field) := attribute.read(input.resource, array.concat(keys, _fields[field]))

_missing(answer) if answer.state == "absent"

_missing(answer) if answer.value in [[], {}]

violations contains object.union(
	{
		"path": answer.path,
		"message": concat("", [
			$"container {workload.name(input.resource, keys)} may be stopped while requests are still sent to it",
			"; add a preStop hook that sleeps",
		]),
	},
	_fix("wait until nobody sends requests any more", answer.path, {"sleep": {"seconds": 5}}),
) if {
	_parameters.preStop
	some keys in _serving
	answer := _read(keys, "hook")
	_missing(answer)
}

unknowns contains unknown if {
	_parameters.preStop
	some keys in _serving
	name := workload.name(input.resource, keys)
	unknown := attribute.unknown(_read(keys, "hook"), $"what holds the end of container {name} back")
}

_grace := attribute.read_or(input.resource, array.concat(workload.pod(input.resource), _fields.grace), 30)

# What the longest hook sleeps, as far as that can be read.
_slept := max(array.concat([0], [_seconds(keys) | some keys in _serving]))

_needed := _slept + _parameters.minGraceSeconds

violations contains object.union(
	{
		"path": _grace.path,
		"message": concat("", [
			$"the pod is killed after {attribute.number(_grace)} seconds{_of_which}",
			$"; set terminationGracePeriodSeconds to {_needed} or more",
		]),
	},
	_fix("leave the pod time to finish", _grace.path, max([_needed, 30])),
) if {
	count(_serving) > 0
	attribute.number(_grace) < _needed
}

_of_which := $", of which its preStop hook sleeps {_slept}" if {
	_slept > 0
} else := ""

_seconds(keys) := attribute.number(_read(keys, "sleep")) if {
	attribute.is_set(_read(keys, "sleep"))
} else := to_number(seconds) if {
	command := _read(keys, "command").value
	[[_, seconds]] := regex.find_all_string_submatch_n(`(?:^|[ /])sleep ([0-9]+)s?(?:$|[ ;&])`, concat(" ", command), -1)
}

# Terraform's blocks are not patched.
_fix(description, path, value) := {"fix": {
	"description": description,
	"patch": [{"op": "add", "path": path, "value": value}],
}} if {
	not _terraform
} else := {}
