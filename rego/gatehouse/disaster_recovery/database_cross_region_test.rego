package gatehouse.disaster_recovery.database_cross_region_test

import data.gatehouse.disaster_recovery.database_cross_region

_main := {
	"source": "terraform",
	"type": "aws_db_instance",
	"id": "aws_db_instance.main",
	"region": "eu-central-1",
	"object": {"identifier": "main", "arn": "arn:aws:rds:eu-central-1:123456789012:db:main"},
	"unknown": {},
}

_replica(region, source) := {
	"type": "aws_db_instance",
	"id": "aws_db_instance.replica",
	"region": region,
	"object": {"replicate_source_db": source},
	"unknown": {},
}

_input(resources, known) := {
	"resource": _main,
	"context": {"siblings": {"database-cross-region": {"known": known, "resources": resources}}},
}

_judged(resources, known) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	parameters := {"database-cross-region": {"acceptBackups": true}}
	violations := database_cross_region.violations with input as _input(resources, known)
		with data.config.parameters as parameters
	unknowns := database_cross_region.unknowns with input as _input(resources, known)
		with data.config.parameters as parameters
}

_kept := {"violations": 0, "unknowns": 0}

_broken := {"violations": 1, "unknowns": 0}

_open := {"violations": 0, "unknowns": 1}

test_a_replica_elsewhere_keeps_the_promise if _judged([_replica("eu-west-1", _main.object.arn)], true) == _kept

test_a_replica_in_the_same_region_does_not if _judged([_replica("eu-central-1", _main.object.arn)], true) == _broken

test_a_replica_of_another_database_does_not if _judged([_replica("eu-west-1", "other")], true) == _broken

test_none_is_a_violation_only_where_all_are_seen if {
	_judged([], true) == _broken
	_judged([], false) == _open
}

test_a_region_that_is_not_known_leaves_it_open if {
	_judged([object.remove(_replica("", _main.object.arn), {"region"})], true) == _open
}

test_a_reference_counts if {
	reference := {"type": "aws_db_instance", "id": _main.id, "attribute": "arn"}
	unknown := {"/replicate_source_db": {"references": [reference], "computed": false, "open": false}}
	replica := object.union(_replica("eu-west-1", null), {"unknown": unknown})
	_judged([replica], true) == _kept
}

test_a_replica_is_not_judged if {
	database_cross_region.not_applicable with input as {"resource": _replica("eu-west-1", _main.object.arn)}
	not database_cross_region.not_applicable with input as {"resource": _main}
}

_other(type, region, object) := {"type": type, "id": $"{type}.{region}", "region": region, "object": object, "unknown": {}}

_asked(resource, resources, accept) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	asked := {"resource": resource, "context": {"siblings": {"database-cross-region": {"known": true, "resources": resources}}}}
	parameters := {"database-cross-region": {"acceptBackups": accept}}
	violations := database_cross_region.violations with input as asked with data.config.parameters as parameters
	unknowns := database_cross_region.unknowns with input as asked with data.config.parameters as parameters
}

_sql(backup) := _other("google_sql_database_instance", "europe-west3", {
	"name": "main",
	"settings": [{"backup_configuration": [backup]}],
})

test_cloud_sql_has_a_replica_or_backups_elsewhere if {
	replica := _other("google_sql_database_instance", "europe-west1", {"master_instance_name": "main"})
	near := _other("google_sql_database_instance", "europe-west3", {"master_instance_name": "main"})
	_asked(_sql({"enabled": false}), [replica], true) == _kept
	_asked(_sql({"enabled": false}), [near], true) == _broken
	_asked(_sql({"enabled": true}), [], true) == _kept
	_asked(_sql({"enabled": true}), [], false) == _broken
	_asked(_sql({"enabled": true, "location": "eu"}), [], true) == _kept
	_asked(_sql({"enabled": true, "location": "europe-west3"}), [], true) == _broken
	anywhere := {"enabled": true, "location": "europe-west3"}
	_asked(object.remove(_sql(anywhere), ["region"]), [], true) == _open
	_asked(object.remove(_sql({"enabled": true}), ["region"]), [], true) == _kept
	database_cross_region.not_applicable with input as {"resource": replica}
	mark := {"/settings/0/backup_configuration/0/location": {"references": [], "computed": false, "open": true}}
	_asked(object.union(_sql({"enabled": true}), {"unknown": mark}), [], true) == _open
	enabled := {"/settings/0/backup_configuration/0/enabled": {"references": [], "computed": false, "open": true}}
	_asked(object.union(_sql({}), {"unknown": enabled}), [], true) == _open
}

_server(location, object) := _other("azurerm_postgresql_flexible_server", location, object)

test_a_server_of_azure_has_a_replica_or_backups_elsewhere if {
	main := _server("westeurope", {"id": "/servers/main"})
	_asked(main, [], true) == _broken
	_asked(_server("westeurope", {"geo_redundant_backup_enabled": true}), [], true) == _kept
	_asked(main, [_server("northeurope", {"create_mode": "Replica", "source_server_id": "/servers/main"})], true) == _kept
	_asked(main, [_server("northeurope", {"create_mode": "PointInTimeRestore", "source_server_id": "/servers/main"})], true) == _broken
	database_cross_region.not_applicable with input as {"resource": _server("northeurope", {"create_mode": "Replica", "source_server_id": "/servers/main"})}
	not database_cross_region.not_applicable with input as {"resource": _server("northeurope", {"create_mode": "PointInTimeRestore", "source_server_id": "/servers/main"})}
}

_database(values) := object.remove(_other("azurerm_mssql_database", "", values), ["region"])

test_azure_sql_backs_up_elsewhere_by_itself if {
	main := _database({"id": "/databases/main", "server_id": "/servers/west", "storage_account_type": "Local"})
	west := _other("azurerm_mssql_server", "westeurope", {"id": "/servers/west"})
	north := _other("azurerm_mssql_server", "northeurope", {"id": "/servers/north"})
	secondary := _database({"create_mode": "Secondary", "creation_source_database_id": "/databases/main", "server_id": "/servers/north"})
	group := _other("azurerm_mssql_failover_group", "", {"databases": ["/databases/main"]})
	_asked(_database({}), [], true) == _kept
	_asked(main, [], true) == _broken
	_asked(main, [group], true) == _kept
	_asked(main, [west, north, secondary], true) == _kept
	_asked(main, [secondary], true) == _open
	unknown := {"unknown": {"/databases": {"references": [], "computed": false, "open": true}}}
	_asked(main, [object.union(group, {"object": {"databases": null}, "unknown": unknown.unknown})], true) == _open
}
