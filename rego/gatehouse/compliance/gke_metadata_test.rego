package gatehouse.compliance.gke_metadata_test

import data.gatehouse.compliance.gke_metadata

_resource(type, values) := {"type": type, "object": values, "unknown": {}}

_found(resource) := {violation.path | some violation in gke_metadata.violations with input.resource as resource}

_identities := {"workload_identity_config": [{"workload_pool": "shop.svc.id.goog"}]}

_mode(mode) := {"node_config": [{"workload_metadata_config": [{"mode": mode}]}]}

test_a_cluster_with_workload_identity if _found(_resource("google_container_cluster", _identities)) == set()

test_a_cluster_without_it if {
	_found(_resource("google_container_cluster", {})) == {"/workload_identity_config/0/workload_pool"}
	autopilot := _resource("google_container_cluster", {"enable_autopilot": true})
	gke_metadata.not_applicable with input.resource as autopilot
}

test_a_pool_that_exposes_the_machine if {
	pool := "google_container_node_pool"
	_found(_resource(pool, {})) == set()
	_found(_resource(pool, _mode("GKE_METADATA"))) == set()
	_found(_resource(pool, _mode("GCE_METADATA"))) == {"/node_config/0/workload_metadata_config/0/mode"}
	cluster := object.union(_identities, {"node_pool": [_mode("GCE_METADATA")]})
	_found(_resource("google_container_cluster", cluster)) == {"/node_pool/0/node_config/0/workload_metadata_config/0/mode"}
}

test_what_is_known_after_apply_is_unknown if {
	place := "/workload_identity_config/0/workload_pool"
	mark := {"references": [], "computed": false, "open": true}
	cluster := {"type": "google_container_cluster", "object": {}, "unknown": {place: mark}}
	_found(cluster) == set()
	unknowns := gke_metadata.unknowns with input.resource as cluster
	{unknown.path | some unknown in unknowns} == {place}
}
