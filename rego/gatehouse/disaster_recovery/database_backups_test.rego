package gatehouse.disaster_recovery.database_backups_test

import data.gatehouse.disaster_recovery.database_backups

_judged(resource) := {"violations": violations, "unknowns": unknowns} if {
	parameters := {"database-backups": {"minimumDays": 7}}
	violations := {found.path: found.message |
		some found in database_backups.violations with input.resource as resource with data.config.parameters as parameters
	}
	unknowns := {found.path |
		some found in database_backups.unknowns with input.resource as resource with data.config.parameters as parameters
	}
}

_of(type, object) := {"type": type, "object": object, "unknown": {}}

_kept := {"violations": {}, "unknowns": set()}

test_seven_days_are_enough if {
	_judged(_of("aws_db_instance", {"backup_retention_period": 7})) == _kept
	_judged(_of("aws_rds_cluster", {"backup_retention_period": "14"})) == _kept
}

test_fewer_days_are_too_few if {
	short := {"/backup_retention_period": "backups are kept for one day; keep them for 7 or more"}
	_judged(_of("aws_rds_cluster", {"backup_retention_period": 1})).violations == short
	_judged(_of("aws_docdb_cluster", {})).violations == short
}

test_none_is_said_as_none if {
	none := {"/backup_retention_period": "the database is not backed up; set backup_retention_period to 7 or more"}
	_judged(_of("aws_db_instance", {"backup_retention_period": 0})).violations == none
	_judged(_of("aws_db_instance", {})).violations == none
}

test_azure_keeps_seven_days_by_itself if {
	_judged(_of("azurerm_postgresql_flexible_server", {})) == _kept
	_judged(_of("azurerm_mssql_database", {})) == _kept
	_judged(_of("azurerm_mssql_database", {"short_term_retention_policy": [{"retention_days": 3}]})).violations == {"/short_term_retention_policy/0/retention_days": "backups are kept for 3 days; keep them for 7 or more"}
}

test_google_asks_for_enabled_backups if {
	path := "/settings/0/backup_configuration/0/enabled"
	of := "google_sql_database_instance"
	_judged(_of(of, {"settings": [{"backup_configuration": [{"enabled": true}]}]})) == _kept
	_judged(_of(of, {"settings": [{"tier": "db-f1-micro"}]})).violations[path]
}

test_a_reference_leaves_it_open if {
	mark := {"references": [], "computed": false, "open": true}
	_judged({"type": "aws_rds_cluster", "object": {}, "unknown": {"/backup_retention_period": mark}}) == {
		"violations": {},
		"unknowns": {"/backup_retention_period"},
	}
	_judged({"type": "google_sql_database_instance", "object": {}, "unknown": {"/settings": mark}}) == {
		"violations": {},
		"unknowns": {"/settings/0/backup_configuration/0/enabled"},
	}
}

test_replicas_are_not_judged if {
	database_backups.not_applicable with input.resource as _of("aws_db_instance", {"replicate_source_db": "main"})
	database_backups.not_applicable with input.resource as _of("google_sql_database_instance", {"master_instance_name": "main"})
	not database_backups.not_applicable with input.resource as _of("aws_db_instance", {})
}
