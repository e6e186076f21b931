package gatehouse.scanning.lambda_code_signing_test

import data.gatehouse.scanning.lambda_code_signing

_mark := {"references": [], "computed": false, "open": true}

_function(values, unknown) := {"type": "aws_lambda_function", "object": values, "unknown": unknown}

_signing(values, unknown) := {"type": "aws_lambda_code_signing_config", "object": values, "unknown": unknown}

_violations(resource) := {found.path | some found in lambda_code_signing.violations with input.resource as resource}

_unknowns(resource) := {found.path | some found in lambda_code_signing.unknowns with input.resource as resource}

test_a_function_from_an_archive if {
	_violations(_function({"package_type": "Zip"}, {})) == {"/code_signing_config_arn"}
	_violations(_function({"code_signing_config_arn": "arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-0"}, {})) == set()
	_violations(_function({}, {"/code_signing_config_arn": _mark})) == set()
}

test_a_function_from_an_image_is_none_of_its_concern if {
	lambda_code_signing.not_applicable with input.resource as _function({"package_type": "Image"}, {})
	lambda_code_signing.not_applicable with input.resource as _function({"image_uri": "registry/web:1"}, {})
	not lambda_code_signing.not_applicable with input.resource as _function({"package_type": "Zip"}, {})
}

_enforces(value) := {"policies": [{"untrusted_artifact_on_deployment": value}]}

test_a_configuration_refuses_or_warns if {
	path := "/policies/0/untrusted_artifact_on_deployment"
	_violations(_signing(_enforces("Enforce"), {})) == set()
	_violations(_signing(_enforces("Warn"), {})) == {path}
	_violations(_signing({}, {})) == {path}
	_violations(_signing({}, {path: _mark})) == set()
	_unknowns(_signing({}, {path: _mark})) == {path}
}
