package gatehouse.logging.vpc_flow_logs_test

import data.gatehouse.logging.vpc_flow_logs

_vpc := {"type": "aws_vpc", "id": "aws_vpc.main", "object": {"id": "vpc-1"}, "unknown": {}}

_subnetwork(object) := {"type": "google_compute_subnetwork", "id": "google_compute_subnetwork.a", "object": object, "unknown": {}}

_judged(resource, others, known) := [count(violations), count(unknowns)] if {
	given := {"resource": resource, "context": {"siblings": {"vpc-flow-logs": {"known": known, "resources": others}}}}
	parameters := {"vpc-flow-logs": {"trafficTypes": ["ALL", "REJECT"]}}
	violations := vpc_flow_logs.violations with input as given with data.config.parameters as parameters
	unknowns := vpc_flow_logs.unknowns with input as given with data.config.parameters as parameters
}

_log(object, unknown) := {
	"type": "aws_flow_log",
	"object": object,
	"unknown": {path: {"references": [], "computed": false, "open": true} | some path in unknown},
}

test_a_log_of_the_vpc_is_kept if {
	_judged(_vpc, [_log({"vpc_id": "vpc-1", "traffic_type": "ALL"}, [])], true) == [0, 0]
	_judged(_vpc, [_log({"vpc_id": "vpc-1", "traffic_type": "REJECT"}, [])], false) == [0, 0]
}

test_none_of_another_or_of_accepted_only_is_found if {
	_judged(_vpc, [], true) == [1, 0]
	_judged(_vpc, [_log({"vpc_id": "vpc-2", "traffic_type": "ALL"}, [])], true) == [1, 0]
	_judged(_vpc, [_log({"vpc_id": "vpc-1", "traffic_type": "ACCEPT"}, [])], true) == [1, 0]
}

test_what_is_not_known_leaves_it_open if {
	_judged(_vpc, [], false) == [0, 1]
	_judged(_vpc, [_log({"traffic_type": "ALL"}, ["/vpc_id"])], true) == [0, 1]
	_judged(_vpc, [_log({"vpc_id": "vpc-1"}, ["/traffic_type"])], true) == [0, 1]
	_judged(_subnetwork({}), [_config({"network": "shop"})], true) == [0, 1]
}

_config(object) := {"type": "google_network_management_vpc_flow_logs_config", "object": object, "unknown": {}}

_network := {"type": "azurerm_virtual_network", "id": "azurerm_virtual_network.main", "object": {"id": "/s/virtualNetworks/main"}, "unknown": {}}

_azure_log(object, references) := {
	"type": "azurerm_network_watcher_flow_log",
	"object": object,
	"unknown": {"/target_resource_id": {"references": references, "computed": false, "open": false} | count(references) > 0},
}

_reference(type, name, attribute) := {"type": type, "id": $"{type}.{name}", "attribute": attribute}

test_a_virtual_network_needs_a_flow_log_that_is_on if {
	main := [_reference("azurerm_virtual_network", "main", "id")]
	other := [_reference("azurerm_virtual_network", "other", "id")]
	subnet := [_reference("azurerm_subnet", "front", "id")]
	_judged(_network, [_azure_log({"enabled": true}, main)], true) == [0, 0]
	_judged(_network, [_azure_log({"enabled": true, "target_resource_id": "/s/virtualNetworks/main"}, [])], true) == [0, 0]
	_judged(_network, [_azure_log({"enabled": false}, main)], true) == [1, 0]
	_judged(_network, [_azure_log({"enabled": true}, other)], true) == [1, 0]
	_judged(_network, [_azure_log({"enabled": true}, subnet)], true) == [1, 0]
	_judged(_network, [], true) == [1, 0]
	_judged(_network, [], false) == [0, 1]
}

test_flow_logs_of_security_groups_leave_it_open if {
	group := [_reference("azurerm_network_security_group", "front", "id")]
	_judged(_network, [_azure_log({"enabled": true}, group)], true) == [0, 1]
	_judged(_network, [_azure_log({"enabled": false}, group)], true) == [1, 0]
	_judged(_network, [_azure_log({"enabled": true, "target_resource_id": "/s/networkSecurityGroups/a"}, [])], true) == [0, 1]
	_judged(_network, [_azure_log({"enabled": true, "network_security_group_id": "/s/a"}, [])], true) == [0, 1]
}

test_a_subnetwork_needs_its_log_config if {
	_judged(_subnetwork({"log_config": [{"flow_sampling": 0.5}]}), [], true) == [0, 0]
	_judged(_subnetwork({"id": "a"}), [_config({"subnet": "a"})], true) == [0, 0]
	_judged(_subnetwork({"id": "a"}), [_config({"subnet": "a", "state": "DISABLED"})], true) == [1, 0]
	_judged(_subnetwork({"log_config": []}), [], true) == [1, 0]
	_judged(_subnetwork({}), [], true) == [1, 0]
}

test_proxies_subnets_are_not_judged if {
	vpc_flow_logs.not_applicable with input as {"resource": _subnetwork({"purpose": "REGIONAL_MANAGED_PROXY"})}
	not vpc_flow_logs.not_applicable with input as {"resource": _subnetwork({"purpose": "PRIVATE"})}
	not vpc_flow_logs.not_applicable with input as {"resource": _subnetwork({})}
	not vpc_flow_logs.not_applicable with input as {"resource": _vpc}
}
