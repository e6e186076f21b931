package gatehouse.blue_green.fleet_update_test

import data.gatehouse.blue_green.fleet_update

_parameters := {"fleet-update": {"minHealthyPercent": 50}}

_group(type, object) := {"type": type, "id": $"{type}.web", "object": object, "unknown": {}}

_none := {"resources": [], "known": true}

_found(resource, around) := {violation.path |
	some violation in fleet_update.violations with input as _input(resource, around)
		with data.config.parameters as _parameters
}

_input(resource, around) := {"resource": resource, "context": {"siblings": {"fleet-update": around}}}

_skipped(resource) if fleet_update.not_applicable with input as _input(resource, _none)

_aws(preferences) := _group("aws_autoscaling_group", {"instance_refresh": [{"strategy": "Rolling", "preferences": [preferences]}]})

test_an_instance_refresh if {
	_found(_aws({"min_healthy_percentage": 90}), _none) == set()
	_found(_aws({}), _none) == set()
	_found(_aws({"min_healthy_percentage": 0}), _none) == {"/instance_refresh/0/preferences/0/min_healthy_percentage"}
	not _skipped(_aws({}))
	_skipped(_group("aws_autoscaling_group", {"instance_refresh": []}))
}

_template(rolling, more) := _group("aws_autoscaling_group", object.union(
	{"update_policy": [{"auto_scaling_rolling_update": [rolling]}]},
	more,
))

_in_service := "/update_policy/0/auto_scaling_rolling_update/0/min_instances_in_service"

test_the_update_of_a_template if {
	_found(_template({"max_batch_size": 1}, {"min_size": 2}), _none) == set()
	_found(_template({"max_batch_size": 4}, {"min_size": 4}), _none) == {_in_service}
	_found(_template({"max_batch_size": 4, "min_instances_in_service": 2}, {"min_size": 4}), _none) == set()
	_found(_template({}, {"min_size": 1}), _none) == {_in_service}
	_found(_template({"max_batch_size": 2}, {"min_size": 2, "desired_capacity": 6}), _none) == set()
	replaced := {"update_policy": [{
		"auto_scaling_rolling_update": [{"max_batch_size": 4}],
		"auto_scaling_replacing_update": [{"will_replace": true}],
	}]}
	_found(_group("aws_autoscaling_group", object.union(replaced, {"min_size": 4})), _none) == set()
	not _skipped(_template({}, {}))
	_skipped(_group("aws_autoscaling_group", {"update_policy": [{"auto_scaling_replacing_update": [{"will_replace": true}]}]}))
}

_region := "google_compute_region_instance_group_manager"

_google(policy, more) := _group(_region, object.union({"name": "web", "update_policy": [object.union({"type": "PROACTIVE"}, policy)]}, more))

test_a_group_of_google if {
	_found(_google({"max_unavailable_fixed": 0, "max_surge_fixed": 3}, {"target_size": 3}), _none) == set()
	_found(_google({"max_unavailable_fixed": 3}, {"target_size": 6}), _none) == set()
	_found(_google({"max_unavailable_fixed": 3}, {"target_size": 3}), _none) == {"/update_policy/0/max_unavailable_fixed"}
	_found(_google({"max_unavailable_percent": 100}, {}), _none) == {"/update_policy/0/max_unavailable_percent"}
	_found(_google({"max_unavailable_fixed": 3}, {}), _none) == set()
}

test_the_size_that_an_autoscaler_keeps if {
	scaler := _group("google_compute_region_autoscaler", {"target": "web", "autoscaling_policy": [{"min_replicas": 3}]})
	around := {"resources": [scaler], "known": true}
	_found(_google({"max_unavailable_fixed": 3}, {}), around) == {"/update_policy/0/max_unavailable_fixed"}
	_found(_google({"max_unavailable_fixed": 1}, {}), around) == set()
}

test_what_does_not_update_by_itself if {
	_skipped(_group(_region, {"name": "web"}))
	_skipped(_google({"type": "OPPORTUNISTIC", "max_unavailable_percent": 100}, {}))
	_skipped(_group("azurerm_linux_virtual_machine_scale_set", {}))
	fabric := {"upgrade_mode": "Automatic", "extension": [{"publisher": "Microsoft.Azure.ServiceFabric"}]}
	_skipped(_group("azurerm_windows_virtual_machine_scale_set", fabric))
	not _skipped(_google({}, {}))
}

_azure(mode, policy) := _group("azurerm_linux_virtual_machine_scale_set", {"upgrade_mode": mode, "rolling_upgrade_policy": [policy]})

test_a_scale_set if {
	_found(_azure("Rolling", {"max_batch_instance_percent": 20}), _none) == set()
	_found(_azure("Rolling", {"max_batch_instance_percent": 100, "maximum_surge_instances_enabled": true}), _none) == set()
	_found(_azure("Rolling", {"max_batch_instance_percent": 100}), _none) == {
		"/rolling_upgrade_policy/0/max_batch_instance_percent",
	}
	_found(_azure("Automatic", {"max_batch_instance_percent": 20}), _none) == {"/upgrade_mode"}
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	cases := [
		[_aws({}), "/instance_refresh/0/preferences/0/min_healthy_percentage"],
		[_template({}, {}), _in_service],
		[_template({}, {}), "/min_size"],
		[_group("aws_autoscaling_group", {}), "/update_policy/0/auto_scaling_rolling_update/0"],
		[_google({}, {}), "/update_policy/0/max_unavailable_percent"],
		[_azure("Rolling", {}), "/rolling_upgrade_policy/0/max_batch_instance_percent"],
	]
	every case in cases {
		[group, place] := case
		open := object.union(group, {"unknown": {place: mark}})
		_found(open, _none) == set()
		unknowns := fleet_update.unknowns with input as _input(open, _none)
			with data.config.parameters as _parameters
		{unknown.path | some unknown in unknowns} == {place}
	}
}
