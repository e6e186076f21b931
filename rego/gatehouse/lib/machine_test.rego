package gatehouse.lib.machine_test

import data.gatehouse.lib.machine

test_a_name_without_what_is_around_it if {
	machine.name("db.m4.large") == "m4.large"
	machine.name("cache.t2.micro") == "t2.micro"
	machine.name("m4.large.search") == "m4.large"
	machine.name("zones/europe-west1-b/machineTypes/n1-standard-4") == "n1-standard-4"
	machine.name("Standard_D2s_v5") == "Standard_D2s_v5"
}

test_processors_by_the_name if {
	machine.cpus("t3.micro") == 2
	machine.cpus("m6i.xlarge") == 4
	machine.cpus("m6i.16xlarge") == 64
	machine.cpus("m7i.metal-24xl") == 96
	machine.cpus("n2d-standard-16") == 16
	machine.cpus("n2-custom-12-49152") == 12
	machine.cpus("Standard_D16ads_v5") == 16
	machine.cpus("Standard_E32-16s_v5") == 32
	machine.cpus("Standard_F8s_v2") == 8
	machine.cpus("Standard_B4ms") == 4
}

test_names_that_do_not_tell if {
	not machine.cpus("serverless")
	not machine.cpus("e2-medium")
	not machine.cpus("Standard_DS14_v2")
	not machine.cpus("Standard_DC2s_v2")
}

_types(resource) := {answer.path | some answer in machine.types(resource)}

test_types_where_a_kind_keeps_them if {
	_types({"type": "aws_instance", "object": {"instance_type": "t3.micro"}}) == {"/instance_type"}
	_types({"type": "aws_instance", "object": {}}) == set()
	_types({"type": "aws_eks_node_group", "object": {"instance_types": ["t3.large", "t3a.large"]}}) == {"/instance_types/0", "/instance_types/1"}
	overrides := [{"launch_template": [{"override": [{"instance_type": "t3.large"}, {"instance_requirements": [{}]}]}]}]
	_types({"type": "aws_autoscaling_group", "object": {"mixed_instances_policy": overrides}}) == {"/mixed_instances_policy/0/launch_template/0/override/0/instance_type"}
}
