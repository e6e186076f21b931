package gatehouse.secrets.credentials_in_user_data_test

import data.gatehouse.secrets.credentials_in_user_data as rule

_found(type, object) := {violation.path |
	some violation in rule.violations with input.resource as {"type": type, "object": object}
}

_script := "#!/bin/sh\nexport DB_PASSWORD=hunter22\nserve\n"

test_scripts_are_read if {
	_found("aws_instance", {"user_data": _script}) == {"/user_data"}
	_found("aws_instance", {"user_data_base64": base64.encode(_script)}) == {"/user_data_base64"}
	_found("azurerm_linux_virtual_machine", {"custom_data": base64.encode(_script)}) == {"/custom_data"}
	_found("google_compute_instance", {"metadata_startup_script": _script, "metadata": {"ssh-keys": "me:ssh-ed25519 AAAA", "user-data": _script}}) == {"/metadata_startup_script", "/metadata/user-data"}
}

test_scripts_without_credentials if {
	_found("aws_instance", {"user_data": "#!/bin/sh\nexport DB_PASSWORD=$(aws secretsmanager get-secret-value)\n"}) == set()
	_found("aws_instance", {"user_data": "d3a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3"}) == set()
	_found("aws_instance", {"user_data_base64": "H4sIAAAAAAAAA0vOzy0oSi0uTk0BAJ3x0nQKAAAA"}) == set()
	_found("aws_instance", {"user_data": "(sensitive value)", "metadata": {"a": _script}}) == set()
}

test_what_is_not_shown if {
	unknowns := rule.unknowns with input.resource as {"type": "aws_instance", "object": {
		"user_data": "d3a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3",
		"user_data_base64": "(sensitive value)",
	}}
	{unknown.path | some unknown in unknowns} == {"/user_data", "/user_data_base64"}
}
