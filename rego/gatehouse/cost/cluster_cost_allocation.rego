# METADATA
# title: What a cluster costs is told by namespace
# description: >-
#   The bill of a cluster is one line for its nodes, whoever uses them. With cost allocation the platform divides that line by namespace and
#   label, so that what a team runs has an owner on the bill, too.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/cost-allocations
#   - ref: https://learn.microsoft.com/en-us/azure/aks/cost-analysis
# custom:
#   id: cluster-cost-allocation
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds: [google_container_cluster, azurerm_kubernetes_cluster]
#   remediation: >-
#     GKE: `cost_management_config { enabled = true }`. AKS: `cost_analysis_enabled = true`, which the free tier does not have. Neither costs
#     anything by itself.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.cost.cluster_cost_allocation

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

_azure if input.resource.type == "azurerm_kubernetes_cluster"

# The free tier has no cost analysis.
not_applicable if {
	_azure
	attribute.is(attribute.read_or(input.resource, ["sku_tier"], "Free"), "Free")
}

_keys := ["cost_analysis_enabled"] if {
	_azure
} else := ["cost_management_config", 0, "enabled"]

_enabled := attribute.read_or(input.resource, _keys, false)

violations contains {
	"path": _enabled.path,
	"message": $"the cluster is one line on the bill, whoever uses it; set {concat(".", [key | some key in _keys; is_string(key)])} = true",
	"fix": {
		"description": "divide the costs by namespace",
		"offer": hcl.assignment(_enabled.path, true),
	},
} if {
	attribute.is(_enabled, false)
}

unknowns contains attribute.unknown(_enabled, "whether costs are divided by namespace")
