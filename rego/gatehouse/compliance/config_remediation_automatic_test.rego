package gatehouse.compliance.config_remediation_automatic_test

import data.gatehouse.compliance.config_remediation_automatic

_parameters := {"config-remediation-automatic": {"manual": ["AWS-Terminate*"]}}

_resource(values, unknown) := {"type": "aws_config_remediation_configuration", "object": values, "unknown": unknown}

_found(resource) := {violation.path |
	some violation in config_remediation_automatic.violations with input.resource as resource
		with data.config.parameters as _parameters
}

_mark := {"references": [], "computed": false, "open": true}

_role := [{"name": "AutomationAssumeRole", "static_value": "arn:aws:iam::123456789012:role/mend"}]

test_automatic_with_a_role if _found(_resource({"automatic": true, "parameter": _role}, {})) == set()

test_not_automatic if {
	_found(_resource({"parameter": _role}, {})) == {"/automatic"}
	_found(_resource({"automatic": false}, {})) == {"/automatic"}
}

test_without_a_role if {
	_found(_resource({"automatic": true}, {})) == {"/parameter"}
	_found(_resource({"automatic": true, "parameter": [{"name": "BucketName"}]}, {})) == {"/parameter"}
}

test_what_is_known_after_apply_is_open if {
	_found(_resource({"parameter": _role}, {"/automatic": _mark})) == set()
	_found(_resource({"automatic": true}, {"/parameter": _mark})) == set()
	_found(_resource({"automatic": true, "parameter": [{}]}, {"/parameter/0/name": _mark})) == set()
}

test_what_a_person_starts_is_not_judged if {
	config_remediation_automatic.not_applicable with input.resource as _resource({"target_id": "AWS-TerminateEC2Instance"}, {})
		with data.config.parameters as _parameters
}
