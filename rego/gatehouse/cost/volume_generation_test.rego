package gatehouse.cost.volume_generation_test

import data.gatehouse.cost.volume_generation as rule

_input(type, object) := {"resource": {"source": "terraform", "type": type, "operation": "create", "object": object}}

_class(object) := {"resource": {"source": "kubernetes", "type": "storage.k8s.io/v1/StorageClass", "operation": "create", "object": object}}

_found(given) := {violation.path: violation.message | some violation in violations} if {
	violations := rule.violations with input as given
		with data.config.parameters["volume-generation"] as {"successors": {"gp2": "gp3"}}
}

_told := "the volume type gp2 is outdated; set gp3"

test_a_volume_that_says_nothing_is_gp2 if {
	_found(_input("aws_ebs_volume", {})) == {"/type": _told}
	_found(_input("aws_ebs_volume", {"type": "gp3"})) == {}
	_found(_input("aws_ebs_volume", {"type": "st1"})) == {}
}

test_each_volume_of_an_instance if {
	_found(_input("aws_instance", {"root_block_device": [{"volume_type": "gp2"}], "ebs_block_device": [{}]})) == {"/root_block_device/0/volume_type": _told}
	_found(_input("aws_launch_template", {"block_device_mappings": [{"ebs": [{"volume_type": "gp2"}]}, {}]})) == {"/block_device_mappings/0/ebs/0/volume_type": _told}
}

test_a_database_that_says_so if {
	_found(_input("aws_db_instance", {"storage_type": "gp2"})) == {"/storage_type": _told}
	_found(_input("aws_db_instance", {})) == {}
}

test_a_class_of_either_driver if {
	_found(_class({"provisioner": "kubernetes.io/aws-ebs"})) == {"/parameters/type": _told}
	_found(_class({"provisioner": "ebs.csi.aws.com"})) == {}
	_found(_class({"provisioner": "ebs.csi.aws.com", "parameters": {"type": "gp2"}})) == {"/parameters/type": _told}
	_found(_input("kubernetes_storage_class_v1", {"storage_provisioner": "kubernetes.io/aws-ebs"})) == {"/parameters/type": _told}
}

test_a_class_of_another_driver_is_not_judged if {
	rule.not_applicable with input as _class({"provisioner": "pd.csi.storage.gke.io"})
	not rule.not_applicable with input as _class({"provisioner": "ebs.csi.aws.com"})
	not rule.not_applicable with input as _input("aws_ebs_volume", {})
}

test_what_is_not_known_yet_is_open if {
	unknown := {"/type": {"references": [], "computed": false, "open": true}}
	given := {"resource": {"source": "terraform", "type": "aws_ebs_volume", "object": {}, "unknown": unknown}}
	unknowns := rule.unknowns with input as given with data.config.parameters["volume-generation"] as {"successors": {}}
	unknowns == {{"path": "/type", "message": "the type of the volume is known only after apply"}}
}
