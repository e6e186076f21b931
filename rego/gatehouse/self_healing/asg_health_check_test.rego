package gatehouse.self_healing.asg_health_check_test

import data.gatehouse.self_healing.asg_health_check

_group(values) := {
	"source": "terraform",
	"type": "aws_autoscaling_group",
	"id": "aws_autoscaling_group.web",
	"object": object.union({"name": "web"}, values),
	"unknown": {},
}

_input(resource, others, known) := {
	"resource": resource,
	"context": {"siblings": {"asg-health-check": {"known": known, "resources": others}}},
}

_attachment(name) := {
	"type": "aws_autoscaling_attachment",
	"id": "aws_autoscaling_attachment.web",
	"object": {"autoscaling_group_name": name},
	"unknown": {},
}

_judged(document) := [count(violations), count(unknowns)] if {
	violations := asg_health_check.violations with input as document
	unknowns := asg_health_check.unknowns with input as document
}

test_the_machine_alone_is_not_enough_behind_a_load_balancer if {
	_judged(_input(_group({"target_group_arns": ["arn"]}), [], true)) == [1, 0]
	_judged(_input(_group({"load_balancers": ["web"], "health_check_type": "EC2"}), [], true)) == [1, 0]
	_judged(_input(_group({}), [_attachment("web")], true)) == [1, 0]
}

test_the_load_balancers_check_keeps_the_promise if {
	_judged(_input(_group({"target_group_arns": ["arn"], "health_check_type": "ELB"}), [], true)) == [0, 0]
	_judged(_input(_group({"target_group_arns": ["arn"], "health_check_type": "EC2,ELB"}), [], true)) == [0, 0]
	_judged(_input(_group({"health_check_type": "ELB"}), [], false)) == [0, 0]
}

test_a_group_without_a_load_balancer_is_not_judged if {
	asg_health_check.not_applicable with input as _input(_group({}), [_attachment("api")], true)
	not asg_health_check.not_applicable with input as _input(_group({}), [_attachment("web")], true)
	_judged(_input(_group({"target_group_arns": []}), [], true)) == [0, 0]
}

test_what_is_not_seen_is_unknown if _judged(_input(_group({}), [], false)) == [0, 1]

test_a_reference_to_a_target_group_counts if {
	mark := {"references": [{"type": "aws_lb_target_group", "id": "x", "attribute": "arn"}], "computed": false, "open": false}
	group := object.union(_group({}), {"unknown": {"/target_group_arns": mark}})
	_judged(_input(group, [], true)) == [1, 0]
	undecided := object.union(group, {"unknown": {"/health_check_type": mark, "/target_group_arns": mark}})
	_judged(_input(undecided, [], true)) == [0, 1]
}

_other_group(type, values) := {"source": "terraform", "type": type, "id": $"{type}.web", "object": values, "unknown": {}}

_mig(values) := _other_group("google_compute_region_instance_group_manager", object.union({"instance_group": "groups/web"}, values))

_service(group) := {"type": "google_compute_backend_service", "object": {"backend": [{"group": group}]}, "unknown": {}}

_policies := {"auto_healing_policies": [{"health_check": "checks/web", "initial_delay_sec": 60}]}

test_a_group_of_google_behind_a_backend_service if {
	behind := [_service("groups/web")]
	_judged(_input(_mig({}), behind, true)) == [1, 0]
	_judged(_input(_mig({"target_pools": ["pools/web"]}), [], true)) == [1, 0]
	_judged(_input(_mig(_policies), behind, true)) == [0, 0]
	_judged(_input(_mig({}), [], false)) == [0, 1]
	asg_health_check.not_applicable with input as _input(_mig({}), [_service("groups/api")], true)
	not asg_health_check.not_applicable with input as _input(_mig({}), behind, true)
}

test_a_policy_that_repairs_nothing if {
	behind := [_service("groups/web")]
	_judged(_input(_mig(object.union(_policies, {"instance_lifecycle_policy": [{"default_action_on_failure": "DO_NOTHING"}]})), behind, true)) == [1, 0]
	repairs := {"default_action_on_failure": "DO_NOTHING", "on_failed_health_check": "REPAIR"}
	_judged(_input(_mig(object.union(_policies, {"instance_lifecycle_policy": [repairs]})), behind, true)) == [0, 0]
	ignores := {"default_action_on_failure": "REPAIR", "on_failed_health_check": "DO_NOTHING"}
	_judged(_input(_mig(object.union(_policies, {"instance_lifecycle_policy": [ignores]})), behind, true)) == [1, 0]
}

test_a_policy_that_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	group := object.union(_mig({}), {"unknown": {"/auto_healing_policies": mark}})
	_judged(_input(group, [_service("groups/web")], true)) == [0, 1]
}

test_endpoints_are_not_of_the_group if {
	mark := {"references": [{"type": "google_compute_region_network_endpoint_group", "id": "x", "attribute": "id"}], "computed": false, "open": false}
	service := {"type": "google_compute_backend_service", "object": {"backend": [{}]}, "unknown": {"/backend/0/group": mark}}
	asg_health_check.not_applicable with input as _input(_mig({}), [service], true)
}

_scale_set(pools, values) := _other_group("azurerm_linux_virtual_machine_scale_set", object.union(
	{"network_interface": [{"ip_configuration": [{"load_balancer_backend_address_pool_ids": pools}]}]},
	values,
))

test_a_scale_set_behind_a_load_balancer if {
	_judged(_input(_scale_set(["pools/web"], {}), [], true)) == [1, 0]
	_judged(_input(_scale_set(["pools/web"], {"automatic_instance_repair": [{"enabled": false}]}), [], true)) == [1, 0]
	_judged(_input(_scale_set(["pools/web"], {"automatic_instance_repair": [{"enabled": true}]}), [], true)) == [0, 0]
	asg_health_check.not_applicable with input as _input(_scale_set([], {}), [], false)
}
