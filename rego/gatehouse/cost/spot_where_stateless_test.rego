package gatehouse.cost.spot_where_stateless_test

import data.gatehouse.cost.spot_where_stateless as rule

_parameters := {"labels": ["env"], "nonProduction": ["dev"]}

_input(type, labels, object, resources) := {
	"resource": {"type": type, "id": $"{type}.it", "labels": labels, "object": object},
	"context": {"siblings": {"spot-where-stateless": {"known": true, "resources": resources}}},
}

_judged(given) := {"violations": {violation.path | some violation in violations}, "unknowns": {unknown.path | some unknown in unknowns}} if {
	violations := rule.violations with input as given with data.config.parameters["spot-where-stateless"] as _parameters
	unknowns := rule.unknowns with input as given with data.config.parameters["spot-where-stateless"] as _parameters
}

_good := {"violations": set(), "unknowns": set()}

_bad(path) := {"violations": {path}, "unknowns": set()}

_open(path) := {"violations": set(), "unknowns": {path}}

_dev(type, object) := _judged(_input(type, {"env": "dev"}, object, []))

_distribution := "/mixed_instances_policy/0/instances_distribution/0"

test_on_demand_is_found if {
	_dev("aws_eks_node_group", {}) == _bad("/capacity_type")
	_dev("aws_eks_node_group", {"capacity_type": "ON_DEMAND"}) == _bad("/capacity_type")
	_dev("google_container_node_pool", {"node_config": [{}]}) == _bad("/node_config/0/spot")
	_dev("azurerm_linux_virtual_machine_scale_set", {"priority": "Regular"}) == _bad("/priority")
	_dev("aws_autoscaling_group", {}) == _bad(_distribution)
	_dev("karpenter.sh/v1/NodePool", {}) == _bad("/spec/template/spec/requirements")
}

test_spot_is_kept if {
	_dev("aws_eks_node_group", {"capacity_type": "SPOT"}) == _good
	_dev("google_container_node_pool", {"node_config": [{"preemptible": true}]}) == _good
	_dev("azurerm_linux_virtual_machine_scale_set", {"priority": "Spot"}) == _good
	_dev("aws_autoscaling_group", {"mixed_instances_policy": [{"instances_distribution": [{"on_demand_percentage_above_base_capacity": 25}]}]}) == _good
}

test_karpenter_may_take_either if {
	requirement := {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand", "spot"]}
	_dev("karpenter.sh/v1/NodePool", {"spec": {"template": {"spec": {"requirements": [requirement]}}}}) == _good
	only := object.union(requirement, {"values": ["on-demand"]})
	_dev("karpenter.sh/v1/NodePool", {"spec": {"template": {"spec": {"requirements": [only]}}}}) == _bad("/spec/template/spec/requirements")
}

test_a_template_may_ask_for_spot if {
	template := {"type": "aws_launch_template", "id": "aws_launch_template.web", "object": {"id": "lt-1", "instance_market_options": [{"market_type": "spot"}]}}
	_judged(_input("aws_autoscaling_group", {"env": "dev"}, {"launch_template": [{"id": "lt-1"}]}, [template])) == _good
	plain := object.union(template, {"object": {"instance_market_options": []}})
	_judged(_input("aws_autoscaling_group", {"env": "dev"}, {"launch_template": [{"id": "lt-1"}]}, [plain])) == _bad(_distribution)
	_judged(_input("aws_autoscaling_group", {"env": "dev"}, {"launch_template": [{"id": "lt-2"}]}, [plain])) == _open(_distribution)
}

_not_applicable(type, labels, object) if {
	rule.not_applicable with input as _input(type, labels, object, []) with data.config.parameters["spot-where-stateless"] as _parameters
}

test_production_state_and_system_nodes_are_not_judged if {
	_not_applicable("aws_eks_node_group", {"env": "prod"}, {})
	_not_applicable("aws_eks_node_group", {"env": "dev", "stateful": "true"}, {})
	_not_applicable("aws_eks_node_group", {"env": "dev"}, {"taint": [{"key": "CriticalAddonsOnly"}]})
	_not_applicable("azurerm_kubernetes_cluster_node_pool", {"env": "dev"}, {"mode": "System"})
	not _not_applicable("aws_eks_node_group", {"env": "dev"}, {})
}
