# METADATA
# title: Pods on GKE do not get the credentials of their node
# description: >-
#   The metadata server of a machine hands the token of its service account to whoever asks from the machine, and each Pod does. With
#   Workload Identity the GKE metadata server answers instead, and a Pod gets the identity that is its own.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
#   - ref: https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity#metadata_server
# custom:
#   id: gke-metadata
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   controls:
#     cis: [GKE 1.6.0 5.4.1]
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [google_container_cluster, google_container_node_pool]
#   remediation: >-
#     In the cluster set `workload_identity_config { workload_pool = "<project>.svc.id.goog" }`; in node pools leave
#     `workload_metadata_config` out, or set its `mode = "GKE_METADATA"`. Pods that call Google's APIs need an identity of their own first.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.compliance.gke_metadata

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

_cluster if input.resource.type == "google_container_cluster"

# An Autopilot cluster always has it.
not_applicable if attribute.is(attribute.read(input.resource, ["enable_autopilot"]), true)

_pool := attribute.read(input.resource, ["workload_identity_config", 0, "workload_pool"])

violations contains {
	"path": _pool.path,
	"message": "each Pod gets the identity of its node; set workload_identity_config with a workload_pool",
} if {
	_cluster
	attribute.unset(_pool)
}

unknowns contains attribute.unknown(_pool, "whether Pods have identities of their own") if _cluster

_modes contains attribute.read(input.resource, ["node_config", 0, "workload_metadata_config", 0, "mode"])

# Pools that are written into the cluster.
_modes contains attribute.read(input.resource, array.concat(pool, ["node_config", 0, "workload_metadata_config", 0, "mode"])) if {
	some pool in attribute.blocks(input.resource, ["node_pool"])
}

violations contains {
	"path": mode.path,
	"message": "the machine's metadata server answers Pods; set mode = \"GKE_METADATA\"",
	"fix": {
		"description": "let the GKE metadata server answer",
		"offer": hcl.assignment(mode.path, "GKE_METADATA"),
	},
} if {
	some mode in _modes
	attribute.is(mode, "GCE_METADATA")
}

unknowns contains attribute.unknown(mode, "which metadata server answers Pods") if some mode in _modes
