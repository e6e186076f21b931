# METADATA
# title: A cluster replaces nodes that are not well
# description: >-
#   A node whose container runtime hangs or whose disk is full keeps its Pods until somebody drains it. GKE repairs such nodes unless it is told
#   not to, and AKS always does; the managed node groups of EKS do only where it is switched on.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/node-repair.html
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/node-auto-repair
# custom:
#   id: node-repair
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   controls:
#     cis: [GKE 1.6.0 5.5.2]
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_eks_node_group, google_container_node_pool, google_container_cluster]
#   remediation: >-
#     EKS: add `node_repair_config { enabled = true }`, and the node monitoring agent as an add-on for more than what the kubelet tells. GKE: leave
#     `auto_repair` of `management` at true.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.self_healing.node_repair

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

# Where it is said, and what the platform takes where it is not.
_answers contains attribute.read_or(input.resource, ["node_repair_config", 0, "enabled"], false) if {
	input.resource.type == "aws_eks_node_group"
}

_answers contains attribute.read_or(input.resource, ["management", 0, "auto_repair"], true) if {
	input.resource.type == "google_container_node_pool"
}

_answers contains answer if {
	input.resource.type == "google_container_cluster"
	some pool in attribute.blocks(input.resource, ["node_pool"])
	answer := attribute.read_or(input.resource, array.concat(pool, ["management", 0, "auto_repair"]), true)
}

# A cluster whose node pools stand elsewhere.
not_applicable if count(_answers) == 0

violations contains {
	"path": answer.path,
	"message": $"nodes that are not well stay until somebody drains them; {_hint} = true",
	"fix": {
		"description": "replace nodes that are not well",
		"offer": hcl.assignment(answer.path, true),
	},
} if {
	some answer in _answers
	attribute.is(answer, false)
}

_hint := "add node_repair_config with enabled" if {
	input.resource.type == "aws_eks_node_group"
} else := "set auto_repair"

unknowns contains attribute.unknown(answer, "whether nodes that are not well are replaced") if some answer in _answers
