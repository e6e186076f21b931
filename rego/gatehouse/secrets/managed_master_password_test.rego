package gatehouse.secrets.managed_master_password_test

import data.gatehouse.secrets.managed_master_password as rule

_database(type, object) := {"resource": {"type": type, "id": $"{type}.d", "object": object, "unknown": {}}}

_found(type, object, write_only) := {violation.path |
	some violation in rule.violations with input as _database(type, object)
		with data.config.parameters as {"managed-master-password": {"writeOnly": write_only}}
}

_exempt(type, object) if rule.not_applicable with input as _database(type, object)

test_a_password_of_terraform_is_found if {
	_found("aws_db_instance", {"password": "(sensitive value)"}, true) == {"/password"}
	_found("aws_rds_cluster", {"master_password": "(sensitive value)"}, true) == {"/master_password"}
	_found("aws_redshift_cluster", {"master_password": "(sensitive value)"}, true) == {"/master_password"}
	_found("aws_redshiftserverless_namespace", {"admin_user_password": "(sensitive value)"}, true) == {"/admin_user_password"}
	_found("aws_docdb_cluster", {}, true) == {"/manage_master_user_password"}
}

test_a_managed_password_is_kept if {
	_found("aws_db_instance", {"manage_master_user_password": true}, true) == set()
	_found("aws_redshift_cluster", {"manage_master_password": true}, true) == set()
}

test_a_password_that_is_written_only if {
	_found("aws_db_instance", {"password_wo_version": 1}, true) == set()
	_found("aws_db_instance", {"password_wo_version": 1}, false) == {"/manage_master_user_password"}
}

test_what_inherits_its_password_is_exempt if {
	_exempt("aws_db_instance", {"replicate_source_db": "orders"})
	_exempt("aws_rds_cluster", {"snapshot_identifier": "orders-1"})
	_exempt("aws_redshiftserverless_namespace", {"namespace_name": "orders"})
	not _exempt("aws_rds_cluster", {"snapshot_identifier": "orders-1", "master_password": "(sensitive value)"})
	not _exempt("aws_rds_cluster", {"restore_to_point_in_time": []})
	not _exempt("aws_redshiftserverless_namespace", {"admin_username": "root"})
}

test_what_inherits_the_password_of_what_is_planned_too_is_exempt if {
	source := {"references": [{"type": "aws_db_instance", "id": "aws_db_instance.orders", "attribute": "arn"}], "computed": false, "open": false}
	later := {"unknown": {"/replicate_source_db": source}}
	replica := {"resource": object.union(_database("aws_db_instance", {}).resource, later)}
	rule.not_applicable with input as replica
}

test_what_is_not_known_yet if {
	later := {"unknown": {"/manage_master_user_password": {"references": [], "computed": false, "open": false}}}
	given := {"resource": object.union(_database("aws_db_instance", {}).resource, later)}
	count(rule.unknowns) == 1 with input as given with data.config.parameters as {"managed-master-password": {"writeOnly": true}}
	rule.violations == set() with input as given with data.config.parameters as {"managed-master-password": {"writeOnly": true}}
}

test_passwords_in_states_of_google_and_azure_are_found if {
	_found("google_sql_database_instance", {"root_password": "(sensitive value)"}, true) == {"/root_password"}
	_found("google_sql_user", {"password": "(sensitive value)"}, true) == {"/password"}
	_found("google_alloydb_cluster", {"initial_user": [{"password": "(sensitive value)"}]}, true) == {"/initial_user/0/password"}
	_found("azurerm_mysql_flexible_server", {"administrator_password": "(sensitive value)"}, true) == {"/administrator_password"}
	_found("azurerm_mssql_managed_instance", {"administrator_login_password": "(sensitive value)"}, true) == {"/administrator_login_password"}
}

test_advice_fits_the_service if {
	messages := {violation.message | some violation in rule.violations with input as _database("azurerm_mssql_server", {"administrator_login_password": "(sensitive value)"})
		with data.config.parameters as {"managed-master-password": {"writeOnly": true}}}
	messages == {"the state keeps the password; set azuread_authentication_only = true, or write it only, as administrator_login_password_wo"}
}

test_identities_and_what_is_written_only_are_kept if {
	_found("google_sql_database_instance", {"root_password_wo_version": 1}, true) == set()
	_found("google_sql_database_instance", {"root_password_wo_version": 1}, false) == set()
	_found("google_sql_user", {"type": "CLOUD_IAM_SERVICE_ACCOUNT"}, true) == set()
	_found("azurerm_mssql_server", {"azuread_administrator": [{"azuread_authentication_only": true}], "administrator_login_password": "(sensitive value)"}, true) == set()
	_found("azurerm_postgresql_flexible_server", {"authentication": [{"password_auth_enabled": false}]}, true) == set()
	_found("azurerm_postgresql_flexible_server", {"administrator_password_wo_version": 1}, true) == set()
	_found("azurerm_postgresql_flexible_server", {"administrator_password_wo_version": 1}, false) == {"/administrator_password_wo_version"}
}
