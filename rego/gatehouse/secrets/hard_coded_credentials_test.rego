package gatehouse.secrets.hard_coded_credentials_test

import data.gatehouse.secrets.hard_coded_credentials as rule

_pod(container) := {
	"type": "v1/Pod",
	"object": {"spec": {"containers": [container]}},
	"facets": {"containers": [{"name": "web", "kind": "container", "path": "/spec/containers/0"}]},
}

_parameters := {"hard-coded-credentials": {"allow": ["KNOWN_*"]}}

_found(container) := {violation.path: violation.message |
	some violation in rule.violations with input.resource as _pod(container) with data.config.parameters as _parameters
}

_github := concat("_", ["ghp", "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"])

test_variables if {
	_found({"env": [{"name": "DB_PASSWORD", "value": "hunter22"}]}) == {"/spec/containers/0/env/0/value": "a password stands in DB_PASSWORD of container web; refer to a secret in its place"}
	_found({"environment": [{"name": "A", "value": "b"}, {"name": "NOTE", "value": _github}]}) == {"/spec/containers/0/environment/1/value": "a token of GitHub stands in NOTE of container web; refer to a secret in its place"}
	_found({"environment_variables": {"DB_PASSWORD": "hunter22"}}) == {"/spec/containers/0/environment_variables/DB_PASSWORD": "a password stands in DB_PASSWORD of container web; refer to a secret in its place"}
}

test_references_are_kept if {
	_found({"env": [{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}]}) == {}
	_found({"env": [{"name": "DB_PASSWORD", "value": "$(OTHER)"}, {"name": "KNOWN_PASSWORD", "value": "hunter22"}]}) == {}
}

test_arguments if {
	message := "a password stands in the arguments of container web; refer to a secret in its place"
	_found({"args": ["serve", "--db-password=hunter22"]}) == {"/spec/containers/0/args/1": message}
	_found({"command": ["serve", "--password", "hunter22"]}) == {"/spec/containers/0/command/2": message}
	_found({"args": ["--password", "--verbose"]}) == {}
	_found({"args": ["--password", "$(DB_PASSWORD)", "--password-file=/run/secrets/db"]}) == {}
	_found({"args": ["--name", "web"]}) == {}
}

test_values_that_are_not_shown if {
	given := _pod({"env": [{"name": "DB_PASSWORD", "value": "(sensitive value)"}, {"name": "HOST", "value": "(sensitive value)"}]})
	unknowns := rule.unknowns with input.resource as given with data.config.parameters as _parameters
	{unknown.path | some unknown in unknowns} == {"/spec/containers/0/env/0/value"}
	_found({"env": [{"name": "DB_PASSWORD", "value": "(sensitive value)"}]}) == {}
}

test_no_value_is_ever_told if {
	every message in _found({"args": [$"--token={_github}"], "env": [{"name": "DB_PASSWORD", "value": "hunter22"}]}) {
		not contains(message, "hunter22")
		not contains(message, _github)
	}
}
