# METADATA
# title: Containers run without more rights than they need
# description: >-
#   A container is a process on a node that others share. As root, with capabilities or with the node's file system, a hole in it is a
#   hole in the node. This asks what the profile "restricted" of Kubernetes asks, before the API server does; what a DaemonSet takes
#   from its node (its paths, network and ports) is not asked, because that is what DaemonSets are for.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: pod-security
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   controls:
#     cis: [Kubernetes 1.9.0 5.2.2, Kubernetes 1.9.0 5.2.3, Kubernetes 1.9.0 5.2.4, Kubernetes 1.9.0 5.2.5,
#       Kubernetes 1.9.0 5.2.6, Kubernetes 1.9.0 5.2.7, Kubernetes 1.9.0 5.2.8, Kubernetes 1.9.0 5.2.9,
#       Kubernetes 1.9.0 5.2.10, Kubernetes 1.9.0 5.2.12, Kubernetes 1.9.0 5.2.13, Kubernetes 1.9.0 5.7.2,
#       Kubernetes 1.9.0 5.7.3]
#   severity: high
#   action: deny
#   kinds:
#     - v1/Pod
#     - v1/ReplicationController
#     - apps/*
#     - batch/*/Job
#     - batch/*/CronJob
#     - argoproj.io/*/Rollout
#   remediation: >-
#     Set `securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}` for the Pod, and `securityContext:
#     {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}` for each container; an image that runs as root needs a `USER`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       profile:
#         description: "`restricted`, or only what `baseline` forbids."
#         type: string
#         enum: [baseline, restricted]
#         default: restricted
#       exempt:
#         description: Containers that this rule leaves alone, as globs over name or image.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.compliance.pod_security

import data.gatehouse.lib.attribute
import data.gatehouse.lib.findings
import data.gatehouse.lib.glob
import data.gatehouse.lib.pointer

_parameters := data.config.parameters["pod-security"]

_restricted if _parameters.profile == "restricted"

_daemon if endswith(input.resource.type, "/DaemonSet")

_spec := ["spec"] if input.resource.type == "v1/Pod"

else := ["spec", "jobTemplate", "spec", "template", "spec"] if endswith(input.resource.type, "/CronJob")

else := ["spec", "template", "spec"]

_read(keys) := attribute.read(input.resource, keys)

# Windows has none of these fields.
not_applicable if attribute.is(_read(array.concat(_spec, ["os", "name"])), "windows")

# What holds no Pods of its own: a ControllerRevision, a Rollout that refers to a Deployment.
not_applicable if _read(_spec).state == "absent"

_containers contains {"keys": keys, "name": name} if {
	some list in ["initContainers", "containers", "ephemeralContainers"]
	some keys in attribute.blocks(input.resource, array.concat(_spec, [list]))
	name := object.get(_read(keys).value, "name", "")
	not glob.any_match(_parameters.exempt, name)
	not glob.any_match(_parameters.exempt, object.get(_read(keys).value, "image", ""))
}

_context(keys, rest) := array.concat(keys, array.concat(["securityContext"], rest))

_fault(keys, message) := {"path": pointer.of(keys), "message": message}

_set(keys, message, value) := object.union(_fault(keys, message), {"fix": {
	"description": $"set {keys[count(keys) - 1]}",
	"patch": [{"op": "add", "path": pointer.of(keys), "value": value}],
}})

violations := findings.by_path(_faults)

# Both profiles.
_faults contains _set(keys, $"the Pods share the node's {what}; set it to false", false) if {
	not _daemon
	some field, what in {"hostNetwork": "network", "hostPID": "processes", "hostIPC": "memory"}
	keys := array.concat(_spec, [field])
	attribute.is(_read(keys), true)
}

_faults contains _fault(keys, "the Pods mount a path of the node; use a volume of their own") if {
	not _daemon
	some volume in attribute.blocks(input.resource, array.concat(_spec, ["volumes"]))
	keys := array.concat(volume, ["hostPath"])
	_read(keys).state == "known"
}

_faults contains _fault(keys, $"container {container.name} takes a port of the node; let a Service do that") if {
	not _daemon
	not attribute.is(_read(array.concat(_spec, ["hostNetwork"])), true)
	some container in _containers
	some port in attribute.blocks(input.resource, array.concat(container.keys, ["ports"]))
	keys := array.concat(port, ["hostPort"])
	attribute.number(_read(keys)) != 0
}

_faults contains _set(keys, $"container {container.name} is privileged, which is root on the node; set it to false", false) if {
	some container in _containers
	keys := _context(container.keys, ["privileged"])
	attribute.is(_read(keys), true)
}

_faults contains _fault(keys, $"container {container.name} adds {concat(", ", sort(added))}; remove it") if {
	some container in _containers
	keys := _context(container.keys, ["capabilities", "add"])
	added := {capability | some capability in _read(keys).value; not capability in _addable}
	count(added) > 0
}

# What the profiles allow to add.
_addable := {"NET_BIND_SERVICE"} if _restricted

else := {
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
	"SETPCAP", "SETUID", "SYS_CHROOT",
}

_unconfined contains _context(_spec, ["seccompProfile", "type"])

_unconfined contains _context(container.keys, ["seccompProfile", "type"]) if some container in _containers

_faults contains _set(keys, "every system call is allowed; set RuntimeDefault", "RuntimeDefault") if {
	some keys in _unconfined
	attribute.is(_read(keys), "Unconfined")
}

# Restricted only.
_faults contains _set(
	keys,
	$"container {container.name} may gain rights that it was not started with; set allowPrivilegeEscalation: false",
	false,
) if {
	_restricted
	some container in _containers
	keys := _context(container.keys, ["allowPrivilegeEscalation"])
	not attribute.is(_read(keys), false)
}

_faults contains _set(keys, $"container {container.name} keeps capabilities; set drop: [ALL]", ["ALL"]) if {
	_restricted
	some container in _containers
	keys := _context(container.keys, ["capabilities", "drop"])
	not "ALL" in object.get(_read(keys), "value", [])
}

# What the Pod says counts for containers that say nothing.
_lacking(field) := {container.name |
	some container in _containers
	_read(_context(container.keys, field)).state == "absent"
}

_faults contains _set(keys, $"{_list(_lacking(["runAsNonRoot"]))} may run as root; set runAsNonRoot: true", true) if {
	_restricted
	keys := _context(_spec, ["runAsNonRoot"])
	not attribute.is(_read(keys), true)
	count(_lacking(["runAsNonRoot"])) > 0
}

_faults contains _set(keys, $"container {container.name} may run as root; set runAsNonRoot: true", true) if {
	_restricted
	some container in _containers
	keys := _context(container.keys, ["runAsNonRoot"])
	attribute.is(_read(keys), false)
}

_users contains _context(_spec, ["runAsUser"])

_users contains _context(container.keys, ["runAsUser"]) if some container in _containers

_faults contains _fault(keys, "user 0 is root; name another") if {
	_restricted
	some keys in _users
	attribute.is(_read(keys), 0)
}

_faults contains _set(
	keys,
	$"{_list(_lacking(["seccompProfile", "type"]))} may make every system call; set seccompProfile to RuntimeDefault",
	"RuntimeDefault",
) if {
	_restricted
	keys := _context(_spec, ["seccompProfile", "type"])
	_read(keys).state == "absent"
	count(_lacking(["seccompProfile", "type"])) > 0
}

_list(names) := $"container {concat(", ", sort(names))}" if count(names) == 1

else := $"containers {concat(", ", sort(names))}"
