# METADATA
# title: Databases are backed up, and the backups are kept long enough
# description: >-
#   A replica repeats every mistake within seconds; only a backup goes back to before it. Damage is often found days later,
#   so backups that are kept for one day are gone when they are asked for.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-11
#   - ref: https://cloud.google.com/sql/docs/postgres/backup-recovery/backups
#   - ref: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore
# custom:
#   id: database-backups
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_db_instance
#     - aws_rds_cluster
#     - aws_docdb_cluster
#     - aws_neptune_cluster
#     - google_sql_database_instance
#     - azurerm_postgresql_flexible_server
#     - azurerm_mysql_flexible_server
#     - azurerm_mssql_database
#   controls:
#     cis: [GCP 2.0.0 6.7]
#     soc2: [A1.2]
#     fsbp: [RDS.11, DocumentDB.2, Neptune.5]
#   remediation: >-
#     AWS: `backup_retention_period = 7`. Azure: `backup_retention_days = 7`, in `short_term_retention_policy` of SQL `retention_days = 7`. Google: inside `settings`, write
#     `backup_configuration { enabled = true }`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minimumDays:
#         description: For how many days backups are kept at least. AWS and Azure take 35 at most.
#         type: integer
#         minimum: 1
#         maximum: 35
#         default: 7
package gatehouse.disaster_recovery.database_backups

import data.gatehouse.lib.attribute
import data.gatehouse.lib.text

_parameters := data.config.parameters["database-backups"]

# Where each type says for how many days, and what the platform takes where it does not.
_retention := {
	"aws_db_instance": {"keys": ["backup_retention_period"], "fallback": 0},
	"aws_rds_cluster": {"keys": ["backup_retention_period"], "fallback": 1},
	"aws_docdb_cluster": {"keys": ["backup_retention_period"], "fallback": 1},
	"aws_neptune_cluster": {"keys": ["backup_retention_period"], "fallback": 1},
	"azurerm_postgresql_flexible_server": {"keys": ["backup_retention_days"], "fallback": 7},
	"azurerm_mysql_flexible_server": {"keys": ["backup_retention_days"], "fallback": 7},
	"azurerm_mssql_database": {"keys": ["short_term_retention_policy", 0, "retention_days"], "fallback": 7},
}[input.resource.type]

# A replica is made again from the database that it replicates, which has the backups.
not_applicable if attribute.is_set(attribute.read(input.resource, ["replicate_source_db"]))

not_applicable if attribute.is_set(attribute.read(input.resource, ["master_instance_name"]))

_days := attribute.read_or(input.resource, _retention.keys, _retention.fallback)

violations contains {
	"path": _days.path,
	"message": $"backups are kept for {text.days(days)}; keep them for {_parameters.minimumDays} or more",
} if {
	days := attribute.number(_days)
	days > 0
	days < _parameters.minimumDays
}

violations contains {
	"path": _days.path,
	"message": $"the database is not backed up; set {_days_name} to {_parameters.minimumDays} or more",
} if {
	attribute.number(_days) == 0
}

_days_name := trim_prefix(_days.path, "/")

unknowns contains attribute.unknown(_days, "for how long backups are kept")

_enabled := attribute.read(input.resource, ["settings", 0, "backup_configuration", 0, "enabled"]) if {
	input.resource.type == "google_sql_database_instance"
}

violations contains {
	"path": _enabled.path,
	"message": "the database is not backed up; set enabled = true in settings.backup_configuration",
} if {
	not attribute.is(_enabled, true)
	not attribute.undecided(_enabled)
}

unknowns contains attribute.unknown(_enabled, "whether the database is backed up")
