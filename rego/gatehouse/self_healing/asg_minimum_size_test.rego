package gatehouse.self_healing.asg_minimum_size_test

import data.gatehouse.self_healing.asg_minimum_size

_defaults := {"asg-minimum-size": {"minSize": 2, "minZones": 2, "acceptZero": true}}

_group(values, unknown) := {"source": "terraform", "type": "aws_autoscaling_group", "object": values, "unknown": unknown}

_found(values) := {violation.path |
	some violation in asg_minimum_size.violations with input as {"resource": _group(values, {})}
		with data.config.parameters as _defaults
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
