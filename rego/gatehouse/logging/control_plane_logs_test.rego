package gatehouse.logging.control_plane_logs_test

import data.gatehouse.logging.control_plane_logs

_marks(paths) := {path: {"references": [], "computed": false, "open": true} | some path in paths}

_judged(type, cluster, unknown, others, known) := [{one.path | some one in violations}, {one.path | some one in unknowns}] if {
	given := {
		"resource": {"type": type, "id": $"{type}.main", "object": cluster, "unknown": _marks(unknown)},
		"context": {"siblings": {"control-plane-logs": {"known": known, "resources": others}}},
	}
	parameters := {"control-plane-logs": {"eksTypes": ["api", "audit"], "gkeComponents": ["SYSTEM_COMPONENTS"]}}
	violations := control_plane_logs.violations with input as given with data.config.parameters as parameters
	unknowns := control_plane_logs.unknowns with input as given with data.config.parameters as parameters
}

test_eks_names_its_logs if {
	_judged("aws_eks_cluster", {"enabled_cluster_log_types": ["audit", "api", "scheduler"]}, [], [], true) == [set(), set()]
	_judged("aws_eks_cluster", {"enabled_cluster_log_types": ["api"]}, [], [], true) == [{"/enabled_cluster_log_types"}, set()]
	_judged("aws_eks_cluster", {}, [], [], true) == [{"/enabled_cluster_log_types"}, set()]
	_judged("aws_eks_cluster", {}, ["/enabled_cluster_log_types"], [], true) == [set(), {"/enabled_cluster_log_types"}]
}

test_gke_logs_by_itself_until_switched_off if {
	_judged("google_container_cluster", {}, [], [], true) == [set(), set()]
	_judged("google_container_cluster", {"logging_config": [{"enable_components": ["SYSTEM_COMPONENTS"]}]}, [], [], true) == [set(), set()]
	_judged("google_container_cluster", {"logging_config": [{"enable_components": []}]}, [], [], true) == [
		{"/logging_config/0/enable_components"},
		set(),
	]
	_judged("google_container_cluster", {"logging_service": "none"}, [], [], true) == [{"/logging_service"}, set()]
}

_setting(values, unknown) := {
	"type": "azurerm_monitor_diagnostic_setting",
	"object": object.union({"target_resource_id": "aks-1"}, values),
	"unknown": _marks(unknown),
}

_aks(setting, known) := _judged("azurerm_kubernetes_cluster", {"id": "aks-1"}, [], setting, known)

test_aks_needs_a_setting_that_takes_the_audit_log if {
	_aks([_setting({"enabled_log": [{"category": "kube-audit-admin"}]}, [])], true) == [set(), set()]
	_aks([_setting({"enabled_log": [{"category_group": "allLogs"}]}, [])], true) == [set(), set()]
	_aks([_setting({"log": [{"category": "kube-audit", "enabled": false}]}, [])], true) == [{""}, set()]
	_aks([_setting({"enabled_log": [{"category": "guard"}]}, [])], true) == [{""}, set()]
	_aks([], true) == [{""}, set()]
}

test_aks_is_open_where_a_setting_is if {
	_aks([], false) == [set(), {""}]
	_aks([_setting({}, ["/enabled_log"])], true) == [set(), {""}]
	_aks([_setting({"enabled_log": [{}]}, ["/enabled_log/0/category"])], true) == [set(), {""}]
	_aks([_setting({"target_resource_id": null}, ["/target_resource_id"])], true) == [set(), {""}]
}

test_a_setting_of_another_resource_is_not_the_clusters if {
	_aks([_of_vault("id")], true) == [{""}, set()]
	_aks([_of_vault("some_cluster_id")], true) == [set(), {""}]
}

_of_vault(attribute) := {
	"type": "azurerm_monitor_diagnostic_setting",
	"object": {"enabled_log": [{"category_group": "allLogs"}]},
	"unknown": {"/target_resource_id": {
		"references": [{"type": "azurerm_key_vault", "id": "azurerm_key_vault.shop", "attribute": attribute}],
		"computed": false,
		"open": false,
	}},
}
