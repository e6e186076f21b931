package gatehouse.cost.instance_generation_test

import data.gatehouse.cost.instance_generation as rule

_outdated := {"t2.*": "t3", "m4.*": "m6i", "n1-*": "e2", "Standard_DS?_v2": "Dasv5"}

_found(type, object) := {violation.path: violation.message | some violation in violations} if {
	violations := rule.violations with input as {"resource": {"type": type, "object": object}}
		with data.config.parameters["instance-generation"] as {"outdated": _outdated}
}

test_an_old_type_is_found_wherever_it_stands if {
	_found("aws_instance", {"instance_type": "t2.micro"}) == {"/instance_type": "t2.micro is of an earlier generation; take t3"}
	_found("aws_db_instance", {"instance_class": "db.m4.large"}) == {"/instance_class": "db.m4.large is of an earlier generation; take m6i"}
	_found("aws_opensearch_domain", {"cluster_config": [{"instance_type": "m4.large.search"}]}) == {"/cluster_config/0/instance_type": "m4.large.search is of an earlier generation; take m6i"}
	_found("azurerm_linux_virtual_machine", {"size": "Standard_DS2_v2"}) == {"/size": "Standard_DS2_v2 is of an earlier generation; take Dasv5"}
}

test_a_current_type_is_kept if {
	_found("aws_instance", {"instance_type": "t3.micro"}) == {}
	_found("azurerm_linux_virtual_machine", {"size": "Standard_D2s_v5"}) == {}
	_found("aws_launch_template", {}) == {}
}

test_accelerators_need_the_first_generation if {
	accelerated := {"machine_type": "n1-standard-4", "guest_accelerator": [{"type": "nvidia-tesla-t4", "count": 1}]}
	rule.not_applicable with input as {"resource": {"type": "google_compute_instance", "object": accelerated}}
	not rule.not_applicable with input as {"resource": {"type": "google_compute_instance", "object": {"guest_accelerator": []}}}
}

test_a_type_that_is_not_known_yet_is_open if {
	unknown := {"/instance_type": {"references": [], "computed": false, "open": true}}
	unknowns := rule.unknowns with input as {"resource": {"type": "aws_instance", "object": {}, "unknown": unknown}}
		with data.config.parameters["instance-generation"] as {"outdated": {}}
	unknowns == {{"path": "/instance_type", "message": "the type of machine is known only after apply"}}
}
