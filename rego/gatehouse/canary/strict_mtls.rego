# METADATA
# title: Peer authentication in the mesh is strict
# description: >-
#   What speaks plaintext to a canary is no part of the mesh: its requests are neither routed by weight nor counted by the
#   metrics that decide on the release, and nobody knows who sent them. `PERMISSIVE` is for the days of moving in.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/security/peer_authentication/
# custom:
#   id: strict-mtls
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: high
#   action: deny
#   kinds: [security.istio.io/*/PeerAuthentication]
#   remediation: >-
#     Set `spec.mtls.mode: STRICT` and remove ports with another mode from `spec.portLevelMtls`, once the graph of the mesh shows
#     no plaintext.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       rootNamespace:
#         description: The root namespace of the mesh, where a policy without mode and selector leaves the whole mesh permissive.
#         type: string
#         default: istio-system
package gatehouse.canary.strict_mtls

import data.gatehouse.lib.attribute

_root := data.config.parameters["strict-mtls"].rootNamespace

_mode := attribute.read(input.resource, ["spec", "mtls", "mode"])

_fix(path) := {
	"description": "ask for mutual TLS",
	"patch": [{"op": "add", "path": path, "value": "STRICT"}],
}

violations contains {
	"path": _mode.path,
	"message": $"the mode {_mode.value} lets plaintext in; set mode: STRICT",
	"fix": _fix(_mode.path),
} if {
	_mode.value in {"PERMISSIVE", "DISABLE"}
}

# Elsewhere what is not set is inherited.
violations contains {
	"path": _mode.path,
	"message": "the policy of the whole mesh sets no mode, which is PERMISSIVE; set mode: STRICT",
	"fix": _fix(_mode.path),
} if {
	input.resource.namespace == _root
	attribute.unset(attribute.read(input.resource, ["spec", "selector"]))
	_inherits
}

_inherits if attribute.unset(_mode)

_inherits if attribute.is(_mode, "UNSET")

violations contains {
	"path": answer.path,
	"message": $"port {port} has the mode {answer.value}, which lets plaintext in; set mode: STRICT",
	"fix": _fix(answer.path),
} if {
	some port, _ in object.get(input.resource.object, ["spec", "portLevelMtls"], {})
	answer := attribute.read(input.resource, ["spec", "portLevelMtls", port, "mode"])
	answer.value in {"PERMISSIVE", "DISABLE"}
}
