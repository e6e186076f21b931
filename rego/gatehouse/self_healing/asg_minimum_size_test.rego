package gatehouse.self_healing.asg_minimum_size_test

import data.gatehouse.self_healing.asg_minimum_size

_defaults := {"asg-minimum-size": {"minSize": 2, "minZones": 2, "acceptZero": true}}

_group(values, unknown) := {"source": "terraform", "type": "aws_autoscaling_group", "object": values, "unknown": unknown}

_found(values) := _judged(_group(values, {}), [])

_judged(resource, others) := {violation.path |
	some violation in asg_minimum_size.violations with input as _input(resource, others)
		with data.config.parameters as _defaults
}

_input(resource, others) := {
	"resource": resource,
	"context": {"siblings": {"asg-minimum-size": {"known": true, "resources": others}}},
}

test_two_instances_in_two_places_keep_the_promise if {
	_found({"min_size": 2, "vpc_zone_identifier": ["a", "b"]}) == set()
	_found({"min_size": "2", "vpc_zone_identifier": [], "availability_zones": ["a", "b"]}) == set()
}

test_one_instance_or_one_subnet_is_found if {
	_found({"min_size": 1, "vpc_zone_identifier": ["a"]}) == {"/min_size", "/vpc_zone_identifier"}
	_found({"min_size": 2, "availability_zones": ["a"]}) == {"/availability_zones"}
}

test_a_group_that_may_be_empty_is_not_judged if {
	asg_minimum_size.not_applicable with input as {"resource": _group({"min_size": 0}, {})}
		with data.config.parameters as _defaults
	not asg_minimum_size.not_applicable with input as {"resource": _group({"min_size": 1}, {})}
		with data.config.parameters as _defaults
}

test_subnets_of_another_module_are_unknown if {
	mark := {"references": [{"type": "aws_subnet", "id": "aws_subnet.a", "attribute": "id"}], "computed": false, "open": true}
	unknowns := asg_minimum_size.unknowns with input as {"resource": _group({"min_size": 2}, {"/vpc_zone_identifier": mark})}
	{unknown.path | some unknown in unknowns} == {"/vpc_zone_identifier"}
}

test_a_size_that_is_not_known_yet_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	group := _group({"vpc_zone_identifier": ["a", "b"]}, {"/min_size": mark})
	unknowns := asg_minimum_size.unknowns with input as {"resource": group}
	{unknown.path | some unknown in unknowns} == {"/min_size"}
}

_other(type, values) := {
	"source": "terraform",
	"type": type,
	"id": $"{type}.{object.get(values, "name", "web")}",
	"region": "westeurope",
	"object": values,
	"unknown": {},
}

_skipped(resource) if asg_minimum_size.not_applicable with input as _input(resource, [])
	with data.config.parameters as _defaults

_autoscaler(policy) := _other("google_compute_region_autoscaler", {"target": "web", "autoscaling_policy": [policy]})

test_autoscalers_of_google if {
	_judged(_autoscaler({"min_replicas": 2}), []) == set()
	_judged(_autoscaler({"min_replicas": 1}), []) == {"/autoscaling_policy/0/min_replicas"}
	_skipped(_autoscaler({"min_replicas": 0}))
	_skipped(_autoscaler({"min_replicas": 1, "mode": "OFF"}))
}

test_groups_of_google if {
	region := "google_compute_region_instance_group_manager"
	_judged(_other(region, {"name": "web", "target_size": 2}), []) == set()
	_judged(_other(region, {"name": "web", "target_size": 1}), []) == {"/target_size"}
	_judged(_other(region, {"name": "web", "target_size": 1}), [_autoscaler({"min_replicas": 2})]) == set()
	_judged(_other(region, {"target_size": 2, "distribution_policy_zones": ["a"]}), []) == {"/distribution_policy_zones"}
}

test_a_group_of_one_zone if {
	zonal := "google_compute_instance_group_manager"
	one := _other(zonal, {"name": "web-b", "target_size": 2, "zone": "europe-west1-b"})
	_judged(one, []) == {"/zone"}
	_judged(one, [_other(zonal, {"name": "web-c", "target_size": 2, "zone": "europe-west1-c"})]) == set()
	_judged(one, [_other(zonal, {"name": "api-b", "target_size": 2, "zone": "europe-west1-b"})]) == {"/zone"}
	_judged(_other(zonal, object.union(one.object, {"stateful_disk": [{"device_name": "data"}]})), []) == set()
}

_linux := "azurerm_linux_virtual_machine_scale_set"

test_scale_sets if {
	_judged(_other(_linux, {"instances": 2, "zones": ["1", "2"]}), []) == set()
	_judged(_other(_linux, {"instances": 1, "zones": ["1"]}), []) == {"/instances", "/zones"}
	_judged(_other(_linux, {"instances": 2}), []) == {"/zones"}
	_judged(object.union(_other(_linux, {"instances": 2}), {"region": "westus"}), []) == set()
	_judged(_other(_linux, {"instances": 2, "edge_zone": "microsoftlondon"}), []) == set()
	_skipped(_other(_linux, {"instances": 0, "zones": ["1", "2"]}))
}

_setting(minimum, more) := _other("azurerm_monitor_autoscale_setting", object.union(
	{"target_resource_id": "/x/virtualMachineScaleSets/web", "profile": [{"capacity": [{"minimum": minimum}]}]},
	more,
))

test_autoscale_settings if {
	_judged(_setting(2, {}), []) == set()
	_judged(_setting(1, {}), []) == {"/profile/0/capacity/0/minimum"}
	_skipped(_setting(1, {"enabled": false}))
	_skipped(_setting(1, {"target_resource_id": "/x/Microsoft.ApiManagement/service/web"}))
	_judged(_other(_linux, {"id": "/x/virtualMachineScaleSets/web", "instances": 1, "zones": ["1", "2"]}), [_setting(2, {})]) == set()
}
