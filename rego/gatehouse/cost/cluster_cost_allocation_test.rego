package gatehouse.cost.cluster_cost_allocation_test

import data.gatehouse.cost.cluster_cost_allocation

_cluster(type, values) := {"type": type, "object": values, "unknown": {}}

_found(type, values) := {violation.path |
	some violation in cluster_cost_allocation.violations with input.resource as _cluster(type, values)
}

test_clusters_of_google if {
	_found("google_container_cluster", {"cost_management_config": [{"enabled": true}]}) == set()
	_found("google_container_cluster", {"cost_management_config": [{"enabled": false}]}) == {"/cost_management_config/0/enabled"}
	_found("google_container_cluster", {}) == {"/cost_management_config/0/enabled"}
}

test_clusters_of_azure if {
	aks := "azurerm_kubernetes_cluster"
	_found(aks, {"sku_tier": "Standard", "cost_analysis_enabled": true}) == set()
	_found(aks, {"sku_tier": "Standard"}) == {"/cost_analysis_enabled"}
	cluster_cost_allocation.not_applicable with input.resource as _cluster(aks, {})
	not cluster_cost_allocation.not_applicable with input.resource as _cluster(aks, {"sku_tier": "Premium"})
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	cluster := {"type": "google_container_cluster", "object": {}, "unknown": {"/cost_management_config": mark}}
	violations := cluster_cost_allocation.violations with input.resource as cluster
	violations == set()
	unknowns := cluster_cost_allocation.unknowns with input.resource as cluster
	{unknown.path | some unknown in unknowns} == {"/cost_management_config/0/enabled"}
}
