# METADATA
# title: Tables and databases can be restored to any second
# description: >-
#   A mistake is noticed minutes after it is made, and the last backup is of the night before. Point-in-time recovery goes back to
#   the second before the mistake. A replica of a DynamoDB table has its own, and needs it where it is to take over.
# related_resources:
#   - ref: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html
#   - ref: https://cloud.google.com/sql/docs/postgres/backup-recovery/pitr
#   - ref: https://learn.microsoft.com/azure/cosmos-db/continuous-backup-restore-introduction
# custom:
#   id: point-in-time-recovery
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_dynamodb_table
#     - aws_dynamodb_table_replica
#     - google_sql_database_instance
#     - google_alloydb_cluster
#     - google_firestore_database
#     - google_spanner_database
#     - azurerm_cosmosdb_account
#   controls:
#     soc2: [A1.2]
#     fsbp: [DynamoDB.2]
#   remediation: >-
#     DynamoDB: `point_in_time_recovery { enabled = true }`; in `replica` blocks and an `aws_dynamodb_table_replica` it is `point_in_time_recovery
#     = true`. Cloud SQL: `point_in_time_recovery_enabled = true` (MySQL: `binary_log_enabled = true`) in `backup_configuration`. Firestore:
#     `point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"`. Spanner: `version_retention_period = "7d"`. Cosmos DB:
#     `backup { type = "Continuous" }`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.point_in_time_recovery

import data.gatehouse.lib.attribute

_type := input.resource.type

_read(keys) := attribute.read(input.resource, keys)

_dynamodb if startswith(_type, "aws_dynamodb_table")

_table if _type == "aws_dynamodb_table"

_answers contains _read(["point_in_time_recovery", 0, "enabled"]) if _table

_answers contains _read(array.concat(replica, ["point_in_time_recovery"])) if {
	_table
	some replica in attribute.blocks(input.resource, ["replica"])
}

_answers contains _read(["point_in_time_recovery"]) if _type == "aws_dynamodb_table_replica"

# Cloud SQL keeps what it needs for that beside the backups, by engine; without backups there is nothing to go back to.
_backups := ["settings", 0, "backup_configuration", 0]

_sql if _type == "google_sql_database_instance"

_engine := _read(["database_version"]) if _sql

_answers contains _read(array.concat(_backups, [key])) if {
	key := _log
	not _by_itself
}

_log := "binary_log_enabled" if {
	startswith(_engine.value, "MYSQL")
} else := "point_in_time_recovery_enabled" if {
	_engine.state == "known"
}

_by_itself if {
	attribute.is(_read(["settings", 0, "edition"]), "ENTERPRISE_PLUS")
	_log == "point_in_time_recovery_enabled"
	attribute.unset(_read(array.concat(_backups, [_log])))
}

not_applicable if {
	_sql
	attribute.is_set(_read(["master_instance_name"]))
}

# That it has no backups is said by another rule.
not_applicable if {
	_sql
	enabled := _read(array.concat(_backups, ["enabled"]))
	not attribute.is(enabled, true)
	not attribute.undecided(enabled)
}

# Cosmos DB has continuous backups for all but Cassandra.
not_applicable if {
	_type == "azurerm_cosmosdb_account"
	some keys in attribute.blocks(input.resource, ["capabilities"])
	attribute.is(_read(array.concat(keys, ["name"])), "EnableCassandra")
}

# Where it says so by a word, the word that is wanted.
_wanted := {
	"google_firestore_database": {
		"keys": ["point_in_time_recovery_enablement"],
		"value": "POINT_IN_TIME_RECOVERY_ENABLED",
	},
	"azurerm_cosmosdb_account": {"keys": ["backup", 0, "type"], "value": "Continuous"},
}[_type]

_answers contains _read(_wanted.keys)

# AlloyDB does it unless it is told not to.
_answers contains attribute.read_or(input.resource, ["continuous_backup_config", 0, "enabled"], true) if {
	_type == "google_alloydb_cluster"
}

_on(answer) if attribute.is(answer, true)

_on(answer) if attribute.is(answer, _wanted.value)

violations contains {
	"path": answer.path,
	"message": $"the {_what(answer.path)} cannot be restored to a point in time; {_advice(answer.path)}",
} if {
	some answer in _answers
	not _on(answer)
	not attribute.undecided(answer)
}

unknowns contains attribute.unknown(answer, "whether point-in-time recovery is on") if some answer in _answers

_what(path) := "replica" if {
	_dynamodb
	path != "/point_in_time_recovery/0/enabled"
} else := "table" if {
	_dynamodb
} else := "database"

_advice(path) := $"set {_last(path)} = {json.marshal(_wanted.value)}" if {
	_wanted
} else := $"set {_last(path)} = true" if {
	not _dynamodb
} else := "switch point_in_time_recovery on"

_last(path) := names[count(names) - 1] if {
	names := split(path, "/")
}

# Spanner goes back for an hour by itself; longer is an option of the database, or stands in its DDL.
_versions := attribute.read_or(input.resource, ["version_retention_period"], "1h") if _type == "google_spanner_database"

_options := _read(["ddl"]) if _type == "google_spanner_database"

_in_ddl if {
	some statement in _options.value
	contains(lower(statement), "version_retention_period")
}

violations contains {
	"path": _versions.path,
	"message": "the database can be restored to a point of the last hour only; set version_retention_period = \"7d\"",
} if {
	regex.match(`^(1h|60m|3600s)$`, _versions.value)
	not _in_ddl
	not attribute.undecided(_options)
}

unknowns contains attribute.unknown(_versions, "how far back the database can be restored")
