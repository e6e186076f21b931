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
