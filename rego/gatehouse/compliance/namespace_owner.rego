# METADATA
# title: A namespace says whom to call
# description: >-
#   A finding that has no addressee is nobody's. Labels say which team it is; an annotation can hold an address, a channel or a link,
#   which is what whoever finds something at night needs.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
# custom:
#   id: namespace-owner
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   severity: low
#   action: deny
#   kinds: [v1/Namespace, kubernetes_namespace, kubernetes_namespace_v1]
#   remediation: >-
#     `kubectl annotate namespace NAME contact=team@example.com`, or any other of the annotations that are accepted.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       annotations:
#         description: Annotations of which one must be there.
#         type: array
#         items: {type: string, minLength: 1}
#         minItems: 1
#         default: [contact, owner, a8r.io/owner, a8r.io/email, a8r.io/chat]
#       exempt:
#         description: Namespaces that need none, as globs.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [default, kube-*]
package gatehouse.compliance.namespace_owner

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

_parameters := data.config.parameters["namespace-owner"]

_metadata := ["metadata", 0] if input.resource.source == "terraform"

else := ["metadata"]

_name := attribute.read(input.resource, array.concat(_metadata, ["name"]))

not_applicable if glob.any_match(_parameters.exempt, _name.value)

_annotations := attribute.read(input.resource, array.concat(_metadata, ["annotations"]))

_answers := [attribute.read(input.resource, array.concat(_metadata, ["annotations", key])) |
	some key in _parameters.annotations
]

_named if {
	some answer in _answers
	answer.state == "known"
	trim_space($"{answer.value}") != ""
}

_open if attribute.undecided(_annotations)

_open if {
	some answer in _answers
	attribute.undecided(answer)
}

violations contains {
	"path": _annotations.path,
	"message": $"nobody can be called about this namespace; annotate it with one of {concat(", ", _parameters.annotations)}",
} if {
	not _named
	not _open
}

unknowns contains {"path": _annotations.path, "message": "whether the namespace says whom to call is known only after apply"} if {
	not _named
	_open
}
