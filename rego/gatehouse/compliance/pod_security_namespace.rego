# METADATA
# title: A namespace refuses Pods that could take over the node
# description: >-
#   Kubernetes itself refuses Pods that run privileged or mount the node, but only in namespaces that carry the label. Without
#   it whoever may create a Pod owns the node that it lands on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: pod-security-namespace
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   controls:
#     cis: [Kubernetes 1.9.0 5.2.1]
#   severity: high
#   action: deny
#   kinds: [v1/Namespace, kubernetes_namespace, kubernetes_namespace_v1]
#   remediation: >-
#     `kubectl label --dry-run=server --overwrite namespace NAME pod-security.kubernetes.io/enforce=baseline` tells which Pods would be
#     refused; without `--dry-run=server` it sets the label.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       level:
#         description: The level that is enforced at least.
#         type: string
#         enum: [baseline, restricted]
#         default: baseline
#       exempt:
#         description: Namespaces whose Pods may do everything, as globs.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [kube-*]
package gatehouse.compliance.pod_security_namespace

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

_parameters := data.config.parameters["pod-security-namespace"]

_terraform if input.resource.source == "terraform"

_metadata := ["metadata", 0] if _terraform

else := ["metadata"]

not_applicable if {
	name := attribute.read(input.resource, array.concat(_metadata, ["name"]))
	glob.any_match(_parameters.exempt, name.value)
}

_answer := attribute.read(input.resource, array.concat(_metadata, ["labels", "pod-security.kubernetes.io/enforce"]))

_levels := {"privileged": 0, "baseline": 1, "restricted": 2}

_kept if _levels[_answer.value] >= _levels[_parameters.level]

_now := $"Pods are held to {_answer.value} only" if _answer.state == "known"

else := "every Pod is admitted"

violations contains object.union(
	{
		"path": _answer.path,
		"message": $"{_now}; set the label pod-security.kubernetes.io/enforce: {_parameters.level}",
	},
	_fix,
) if {
	not _kept
	not attribute.undecided(_answer)
}

_fix := {} if _terraform

else := {"fix": {
	"description": $"enforce the level {_parameters.level}",
	"patch": [{"op": "add", "path": _answer.path, "value": _parameters.level}],
}}

unknowns contains attribute.unknown(_answer, "which Pods the namespace refuses")
