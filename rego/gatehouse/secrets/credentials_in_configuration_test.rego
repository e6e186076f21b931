package gatehouse.secrets.credentials_in_configuration_test

import data.gatehouse.secrets.credentials_in_configuration as rule

_parameters := {"credentials-in-configuration": {"allow": ["KNOWN_*"]}}

_found(object) := {violation.path: violation.message |
	some violation in rule.violations with input.resource.object as object with data.config.parameters as _parameters
}

_message(what, name) := $"{what} stands in {name}, which everybody can read who may look; keep it in a secret"

test_values_of_config_maps if {
	_found({"data": {"DB_PASSWORD": "hunter22", "HOST": "db", "KNOWN_PASSWORD": "hunter22"}}) == {"/data/DB_PASSWORD": _message("a password", "DB_PASSWORD")}
	_found({"data": {"app.properties": "host=db\ndb.password=hunter22\n"}}) == {"/data/app.properties": _message("a password", "app.properties")}
	_found({"data": {"password": "line\nline\n"}}) == {}
	_found({"data": null}) == {}
}

test_variables_of_functions if {
	found := {"DB_PASSWORD": "hunter22"}
	_found({"environment": [{"variables": found}]}) == {"/environment/0/variables/DB_PASSWORD": _message("a password", "DB_PASSWORD")}
	count(_found({"environment_variables": found})) == 1
	count(_found({"service_config": [{"environment_variables": found}]})) == 1
	count(_found({"app_settings": found})) == 1
	_found({"app_settings": {"DB_PASSWORD": "@Microsoft.KeyVault(SecretUri=https://a.vault.azure.net/secrets/db)"}}) == {}
}

test_variables_of_builds if {
	_found(_build({"name": "DB_PASSWORD", "value": "hunter22"})) == {"/environment/0/environment_variable/0/value": _message("a password", "DB_PASSWORD")}
	_found(_build({"name": "DB_PASSWORD", "value": "orders-database", "type": "SECRETS_MANAGER"})) == {}
}

_build(variable) := {"environment": [{"environment_variable": [variable]}]}

test_values_that_are_not_shown if {
	unknowns := rule.unknowns with input.resource.object as {"app_settings": {"db_password": "(sensitive value)", "host": "(sensitive value)"}}
		with data.config.parameters as _parameters
	{unknown.path | some unknown in unknowns} == {"/app_settings/db_password"}
}

test_containers_of_services_are_read if {
	given := {
		"type": "google_cloud_run_service",
		"object": {"template": [{"spec": [{"containers": [{"env": [{"name": "DB_PASSWORD", "value": "hunter-two-and-more"}]}]}]}]},
		"unknown": {},
	}
	found := rule.violations with input.resource as given
		with data.config.parameters as {"credentials-in-configuration": {"allow": []}}
	{one.path | some one in found} == {"/template/0/spec/0/containers/0/env/0/value"}
}
