package gatehouse.self_healing.node_repair_test

import data.gatehouse.self_healing.node_repair

_nodes(type, values) := {"type": type, "object": values, "unknown": {}}

_found(type, values) := {violation.path | some violation in node_repair.violations with input.resource as _nodes(type, values)}

test_groups_of_eks if {
	_found("aws_eks_node_group", {"node_repair_config": [{"enabled": true}]}) == set()
	_found("aws_eks_node_group", {"node_repair_config": [{"enabled": false}]}) == {"/node_repair_config/0/enabled"}
	_found("aws_eks_node_group", {}) == {"/node_repair_config/0/enabled"}
}

test_pools_of_gke if {
	_found("google_container_node_pool", {}) == set()
	_found("google_container_node_pool", {"management": [{"auto_repair": true}]}) == set()
	_found("google_container_node_pool", {"management": [{"auto_repair": false}]}) == {"/management/0/auto_repair"}
	_found("google_container_cluster", {"node_pool": [{}, {"management": [{"auto_repair": false}]}]}) == {
		"/node_pool/1/management/0/auto_repair",
	}
	node_repair.not_applicable with input.resource as _nodes("google_container_cluster", {"remove_default_node_pool": true})
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	group := {"type": "aws_eks_node_group", "object": {}, "unknown": {"/node_repair_config": mark}}
	violations := node_repair.violations with input.resource as group
	violations == set()
	unknowns := node_repair.unknowns with input.resource as group
	{unknown.path | some unknown in unknowns} == {"/node_repair_config/0/enabled"}
}
