package gatehouse.disaster_recovery.point_in_time_recovery_test

import data.gatehouse.disaster_recovery.point_in_time_recovery

_violated(type, object) := {found.path: found.message |
	some found in point_in_time_recovery.violations with input.resource as {"type": type, "object": object, "unknown": {}}
}

_on := [{"enabled": true}]

_cannot(what, do) := $"the {what} cannot be restored to a point in time; {do}"

_switch := "switch point_in_time_recovery on"

test_tables_and_replicas_with_recovery_are_kept if {
	_violated("aws_dynamodb_table", {"point_in_time_recovery": _on}) == {}
	_violated("aws_dynamodb_table", {
		"point_in_time_recovery": _on,
		"replica": [{"region_name": "eu-west-1", "point_in_time_recovery": true}],
	}) == {}
	_violated("aws_dynamodb_table_replica", {"point_in_time_recovery": true}) == {}
}

test_a_table_without_it_is_found if {
	found := {"/point_in_time_recovery/0/enabled": _cannot("table", _switch)}
	_violated("aws_dynamodb_table", {}) == found
	_violated("aws_dynamodb_table", {"point_in_time_recovery": [{"enabled": false}]}) == found
}

test_each_replica_has_its_own if {
	replicas := [{"region_name": "eu-west-1", "point_in_time_recovery": true}, {"region_name": "us-east-1"}]
	_violated("aws_dynamodb_table", {"point_in_time_recovery": _on, "replica": replicas}) == {"/replica/1/point_in_time_recovery": _cannot("replica", _switch)}
	_violated("aws_dynamodb_table_replica", {}) == {"/point_in_time_recovery": _cannot("replica", _switch)}
}

test_a_variable_leaves_it_open if {
	resource := {
		"type": "aws_dynamodb_table",
		"object": {},
		"unknown": {"/point_in_time_recovery/0/enabled": {"references": [], "computed": false, "open": true}},
	}
	point_in_time_recovery.violations == set() with input.resource as resource
	count(point_in_time_recovery.unknowns) == 1 with input.resource as resource
}

_sql(version, settings, backup) := {
	"database_version": version,
	"settings": [object.union(settings, {"backup_configuration": [object.union({"enabled": true}, backup)]})],
}

_instance := "google_sql_database_instance"

_place := "/settings/0/backup_configuration/0"

test_cloud_sql_says_it_by_engine if {
	_violated(_instance, _sql("POSTGRES_16", {}, {"point_in_time_recovery_enabled": true})) == {}
	_violated(_instance, _sql("MYSQL_8_4", {}, {"binary_log_enabled": true})) == {}
	_violated(_instance, _sql("POSTGRES_16", {}, {})) == {$"{_place}/point_in_time_recovery_enabled": _cannot(
		"database",
		"set point_in_time_recovery_enabled = true",
	)}
	_violated(_instance, _sql("MYSQL_8_4", {}, {"binary_log_enabled": false})) == {$"{_place}/binary_log_enabled": _cannot(
		"database",
		"set binary_log_enabled = true",
	)}
}

test_enterprise_plus_does_it_unless_told_otherwise if {
	plus := {"edition": "ENTERPRISE_PLUS"}
	_violated(_instance, _sql("POSTGRES_16", plus, {})) == {}
	count(_violated(_instance, _sql("POSTGRES_16", plus, {"point_in_time_recovery_enabled": false}))) == 1
	count(_violated(_instance, _sql("MYSQL_8_4", plus, {}))) == 1
}

test_the_other_databases_have_their_own_words if {
	_violated("google_alloydb_cluster", {}) == {}
	count(_violated("google_alloydb_cluster", {"continuous_backup_config": [{"enabled": false}]})) == 1
	_violated("google_firestore_database", {"point_in_time_recovery_enablement": "POINT_IN_TIME_RECOVERY_ENABLED"}) == {}
	_violated("google_firestore_database", {}) == {"/point_in_time_recovery_enablement": _cannot(
		"database",
		"set point_in_time_recovery_enablement = \"POINT_IN_TIME_RECOVERY_ENABLED\"",
	)}
	_violated("azurerm_cosmosdb_account", {"backup": [{"type": "Continuous"}]}) == {}
	_violated("azurerm_cosmosdb_account", {}) == {"/backup/0/type": _cannot("database", "set type = \"Continuous\"")}
}

test_spanner_goes_back_for_an_hour_by_itself if {
	_violated("google_spanner_database", {"version_retention_period": "3d"}) == {}
	_violated("google_spanner_database", {"ddl": ["ALTER DATABASE `shop` SET OPTIONS (version_retention_period = '7d')"]}) == {}
	count(_violated("google_spanner_database", {})) == 1
	count(_violated("google_spanner_database", {"version_retention_period": "3600s"})) == 1
}

_not_applicable(type, object) if {
	point_in_time_recovery.not_applicable with input.resource as {"type": type, "object": object, "unknown": {}}
}

test_what_has_nothing_to_go_back_to_is_not_judged if {
	_not_applicable(_instance, {"master_instance_name": "main"})
	_not_applicable(_instance, _sql("POSTGRES_16", {}, {"enabled": false}))
	_not_applicable("azurerm_cosmosdb_account", {"capabilities": [{"name": "EnableCassandra"}]})
	not _not_applicable("azurerm_cosmosdb_account", {"capabilities": [{"name": "EnableServerless"}]})
	not _not_applicable(_instance, _sql("POSTGRES_16", {}, {}))
}
