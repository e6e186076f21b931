package gatehouse.disaster_recovery.deletion_protection_test

import data.gatehouse.disaster_recovery.deletion_protection

_violated(type, object) := {found.path: found.message |
	some found in deletion_protection.violations with input.resource as {"type": type, "object": object, "unknown": {}}
}

test_protected_databases_are_kept if {
	_violated("aws_db_instance", {"deletion_protection": true}) == {}
	_violated("aws_dynamodb_table", {"deletion_protection_enabled": true}) == {}
	_violated("google_sql_database_instance", {"settings": [{"deletion_protection_enabled": true}]}) == {}
}

test_each_type_has_its_own_place if {
	message := "the database can be deleted by one command; set deletion_protection = true"
	enabled := "the database can be deleted by one command; set deletion_protection_enabled = true"
	_violated("aws_rds_cluster", {}) == {"/deletion_protection": message}
	_violated("aws_db_instance", {"deletion_protection": false}) == {"/deletion_protection": message}
	_violated("aws_dynamodb_table", {}) == {"/deletion_protection_enabled": enabled}
	_violated("google_sql_database_instance", {"deletion_protection": true, "settings": [{}]}) == {"/settings/0/deletion_protection_enabled": enabled}
}

test_google_asks_the_platform_and_not_terraform if {
	_violated("google_spanner_database", {"enable_drop_protection": true}) == {}
	_violated("google_firestore_database", {"delete_protection_state": "DELETE_PROTECTION_ENABLED"}) == {}
	_violated("google_spanner_database", {"deletion_protection": true}) == {"/enable_drop_protection": "the database can be deleted by one command; set enable_drop_protection = true"}
	_violated("google_firestore_database", {}) == {"/delete_protection_state": "the database can be deleted by one command; set delete_protection_state = \"DELETE_PROTECTION_ENABLED\""}
}

test_a_variable_leaves_it_open if {
	resource := {
		"type": "aws_rds_cluster",
		"object": {},
		"unknown": {"/deletion_protection": {"references": [], "computed": false, "open": true}},
	}
	deletion_protection.violations == set() with input.resource as resource
	count(deletion_protection.unknowns) == 1 with input.resource as resource
}
