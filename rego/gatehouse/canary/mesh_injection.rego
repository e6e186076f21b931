# METADATA
# title: A namespace whose workloads rely on the mesh gets its sidecars
# description: >-
#   Pods without a proxy are outside of the mesh: no weight divides their requests, no metric counts them, and a PeerAuthentication
#   does not bind them. A canary there is never measured, and gets all or nothing. Judged are namespaces with a PeerAuthentication,
#   or with a Canary or Rollout that lets a mesh divide its traffic.
# related_resources:
#   - ref: https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
#   - ref: https://linkerd.io/2/features/proxy-injection/
# custom:
#   id: mesh-injection
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [v1/Namespace]
#   siblings: [security.istio.io/*/PeerAuthentication, flagger.app/*/Canary, argoproj.io/*/Rollout]
#   remediation: >-
#     Label the namespace with `istio-injection: enabled`, with the revision (`istio.io/rev: stable`), or for the ambient mode with
#     `istio.io/dataplane-mode: ambient`; for Linkerd annotate it with `linkerd.io/inject: enabled`. Pods get their proxy when they
#     are made anew: `kubectl rollout restart deployment`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       rootNamespace:
#         description: The root namespace of the mesh, where a policy is for all others.
#         type: string
#         default: istio-system
package gatehouse.canary.mesh_injection

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["mesh-injection"]

_around := input.context.siblings["mesh-injection"]

_name := input.resource.name

# What in the namespace relies on the mesh.
_reliant contains $"PeerAuthentication {other.name}" if {
	some other in _here
	endswith(other.type, "/PeerAuthentication")
}

_reliant contains $"Canary {other.name}" if {
	some other in _here
	endswith(other.type, "/Canary")
	some mesh in ["istio", "linkerd"]
	startswith(lower(other.object.spec.provider), mesh)
}

_reliant contains $"Rollout {other.name}" if {
	some other in _here
	endswith(other.type, "/Rollout")
	other.object.spec.strategy.canary.trafficRouting.istio
}

_here := [other |
	some other in _around.resources
	other.namespace == _name
	_name != _parameters.rootNamespace
]

_value(field, key) := attribute.read(input.resource, ["metadata", field, key])

_injected if attribute.is(_value("labels", "istio-injection"), "enabled")

_injected if {
	attribute.is_set(_value("labels", "istio.io/rev"))
	not attribute.is(_value("labels", "istio-injection"), "disabled")
}

_injected if attribute.is(_value("labels", "istio.io/dataplane-mode"), "ambient")

_injected if _value("annotations", "linkerd.io/inject").value in {"enabled", "ingress"}

not_applicable if {
	count(_reliant) == 0
	_around.known
}

violations contains {
	"path": "/metadata/labels/istio-injection",
	"message": $"{concat(", ", sort(_reliant))} relies on the mesh, but pods here get no proxy; label the namespace for injection",
} if {
	count(_reliant) > 0
	not _injected
}
