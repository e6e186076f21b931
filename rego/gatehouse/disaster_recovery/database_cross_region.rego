# METADATA
# title: Each database has a replica or a copy in another region
# description: >-
#   A region that is gone takes its snapshots and its standby with it. Only what is already in another region when that
#   happens can be there within the recovery time, and only a replica loses no more than seconds.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html
#   - ref: https://cloud.google.com/sql/docs/postgres/replication/cross-region-replicas
#   - ref: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-geo-disaster-recovery
#   - ref: https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db
# custom:
#   id: database-cross-region
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_db_instance
#     - google_sql_database_instance
#     - azurerm_mssql_database
#     - azurerm_postgresql_flexible_server
#     - azurerm_mysql_flexible_server
#   siblings:
#     - aws_db_instance
#     - aws_db_instance_automated_backups_replication
#     - google_sql_database_instance
#     - azurerm_mssql_database
#     - azurerm_mssql_server
#     - azurerm_mssql_failover_group
#     - azurerm_postgresql_flexible_server
#     - azurerm_mysql_flexible_server
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     AWS: add an `aws_db_instance` under a provider of another region whose `replicate_source_db` is this instance's `arn`; or,
#     where minutes may be lost, an `aws_db_instance_automated_backups_replication` there with its `source_db_instance_arn`. Google: an instance
#     in another `region` with its `master_instance_name`, or backups without a `location`. Azure: a server in another `location` with
#     `create_mode = "Replica"` and its `source_server_id`, or `geo_redundant_backup_enabled = true`; for SQL an `azurerm_mssql_failover_group`,
#     or `storage_account_type = "Geo"`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       acceptBackups:
#         description: Accept automated backups that are replicated to another region in place of a replica.
#         type: boolean
#         default: true
package gatehouse.disaster_recovery.database_cross_region

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["database-cross-region"]

_around := input.context.siblings["database-cross-region"]

_type := input.resource.type

# Where a replica names what it replicates; Azure's servers also name there what they were restored from.
_source := {
	"aws_db_instance": ["replicate_source_db"],
	"google_sql_database_instance": ["master_instance_name"],
	"azurerm_mssql_database": ["creation_source_database_id"],
	"azurerm_postgresql_flexible_server": ["source_server_id"],
	"azurerm_mysql_flexible_server": ["source_server_id"],
}

_azure(type) if startswith(type, "azurerm_")

_replicates(other) if not _azure(other.type)

_replicates(other) if attribute.read(other, ["create_mode"]).value in {"Replica", "Secondary", "OnlineSecondary"}

# A replica is the other region's part of the database that it replicates.
not_applicable if {
	_replicates(input.resource)
	attribute.is_set(attribute.read(input.resource, _source[_type]))
}

_replicas := {other: siblings.names(other, _source[_type], input.resource) |
	some other in _around.resources
	other.type == _type
	_replicates(other)
}

_copies := {other: siblings.names(other, ["source_db_instance_arn"], input.resource) |
	_parameters.acceptBackups
	some other in _around.resources
	other.type == "aws_db_instance_automated_backups_replication"
}

_related := object.union(_replicas, _copies)

# A database of Azure SQL is where its server is.
_region(resource) := resource.region if {
	not resource.type == "azurerm_mssql_database"
} else := server.region if {
	some server in _around.resources
	server.type == "azurerm_mssql_server"
	siblings.names(resource, ["server_id"], server) == "yes"
}

_kept if {
	some other, "yes" in _related
	_region(other) != _region(input.resource)
}

# The partner of a failover group is in another region; the platform takes no other.
_groups := [other | some other in _around.resources; other.type == "azurerm_mssql_failover_group"]

_kept if {
	_type == "azurerm_mssql_database"
	count(siblings.naming(_groups, ["databases"], input.resource)) > 0
}

# Backups that the service itself keeps in another region: the attribute, what the platform takes without it, and what is enough.
_place := {
	"google_sql_database_instance": {"keys": ["settings", 0, "backup_configuration", 0, "location"], "fallback": "nearest"},
	"azurerm_mssql_database": {"keys": ["storage_account_type"], "fallback": "Geo"},
	"azurerm_postgresql_flexible_server": {"keys": ["geo_redundant_backup_enabled"], "fallback": false},
	"azurerm_mysql_flexible_server": {"keys": ["geo_redundant_backup_enabled"], "fallback": false},
}[_type]

_backups := attribute.read_or(input.resource, _place.keys, _place.fallback) if _parameters.acceptBackups

_enabled := attribute.read(input.resource, ["settings", 0, "backup_configuration", 0, "enabled"]) if {
	_type == "google_sql_database_instance"
	_parameters.acceptBackups
}

# The nearest of Google's multi-regions, or one region that is not the database's.
_kept if {
	attribute.is(_enabled, true)
	_backups.state == "known"
	not regex.match(`[0-9]$`, _backups.value)
}

_kept if {
	attribute.is(_enabled, true)
	_backups.value != input.resource.region
}

_kept if attribute.is(_backups, true)

_kept if _backups.value in {"Geo", "GeoZone"}

# Something may be in another region: a relation or a region that is not known, or what this door cannot see.
_open if not _around.known

_open if "unknown" in {relation | some relation in _related}

_open if {
	_type == "azurerm_mssql_database"
	siblings.may_name(_groups, ["databases"], input.resource)
}

_open if {
	some other, "yes" in _related
	not _regions_known(other)
}

_open if attribute.undecided(_backups)

_open if attribute.undecided(_enabled)

_open if {
	attribute.is(_enabled, true)
	not input.resource.region
}

_regions_known(other) if {
	_region(other)
	_region(input.resource)
}

violations contains {
	"path": "",
	"message": "the database has neither a replica nor replicated backups in another region",
} if {
	not _kept
	not _open
}

unknowns contains {
	"path": "",
	"message": "whether the database has a replica or replicated backups in another region is not known here",
} if {
	not _kept
	_open
}
