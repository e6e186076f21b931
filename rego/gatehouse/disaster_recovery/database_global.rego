# METADATA
# title: A database that can span regions does
# description: >-
#   Aurora, DynamoDB and Cosmos DB each replicate to another region by themselves, within seconds and without a copy that
#   somebody has to restore. Without that the loss of a region is the loss of the database, for as long as the region is gone.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html
#   - ref: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
#   - ref: https://learn.microsoft.com/azure/reliability/reliability-cosmos-db-nosql
# custom:
#   id: database-global
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_rds_cluster, aws_dynamodb_table, azurerm_cosmosdb_account]
#   siblings: [aws_rds_cluster, aws_dynamodb_table_replica]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     Aurora: make it part of an `aws_rds_global_cluster` by `global_cluster_identifier`, with a second cluster under a provider of another
#     region. DynamoDB: `replica { region_name = "eu-west-1" }`. Cosmos DB: a second `geo_location`.
#   parameters: {type: object, additionalProperties: false, properties: {}}
package gatehouse.disaster_recovery.database_global

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["database-global"]

_type := input.resource.type

# Where a replica names what it replicates.
_source := {
	"aws_rds_cluster": ["replication_source_identifier"],
	"aws_dynamodb_table_replica": ["global_table_arn"],
}

# A replica is the other region's part of the database that it replicates.
not_applicable if {
	keys := _source[_type]
	attribute.is_set(attribute.read(input.resource, keys))
}

_replica_types := {
	"aws_rds_cluster": {"aws_rds_cluster"},
	"aws_dynamodb_table": {"aws_dynamodb_table_replica"},
	"azurerm_cosmosdb_account": set(),
}[_type]

_related := {other: siblings.names(other, _source[other.type], input.resource) |
	some other in _around.resources
	other.type in _replica_types
}

# What the resource itself says of other regions.
_own := {
	"aws_rds_cluster": ["global_cluster_identifier"],
	"aws_dynamodb_table": ["replica"],
	"azurerm_cosmosdb_account": ["geo_location"],
}[_type]

_answer := attribute.read(input.resource, _own)

_kept if {
	_type == "aws_rds_cluster"
	attribute.is_set(_answer)
}

_kept if {
	_type == "aws_dynamodb_table"
	some keys in attribute.blocks(input.resource, _own)
	region := attribute.read(input.resource, array.concat(keys, ["region_name"]))
	region.value != input.resource.region
}

# Whatever the region of the resource is, one of them is another.
_kept if {
	field := {"aws_dynamodb_table": "region_name", "azurerm_cosmosdb_account": "location"}[_type]
	regions := {region.value |
		some keys in attribute.blocks(input.resource, _own)
		region := attribute.read(input.resource, array.concat(keys, [field]))
		region.state == "known"
	}
	count(regions) > 1
}

_kept if {
	some other, "yes" in _related
	other.region != input.resource.region
}

_open if {
	not _around.known
	count(_replica_types) > 0
}

_open if "unknown" in {relation | some relation in _related}

_open if {
	some other, "yes" in _related
	not _regions_known(other)
}

_open if {
	count(_own) > 0
	attribute.undecided(_answer)
}

# Of a replica or a location it is not known yet where it is.
_open if {
	field := {"aws_dynamodb_table": "region_name", "azurerm_cosmosdb_account": "location"}[_type]
	some keys in attribute.blocks(input.resource, _own)
	attribute.undecided(attribute.read(input.resource, array.concat(keys, [field])))
}

_open if {
	_type == "aws_dynamodb_table"
	count(attribute.blocks(input.resource, _own)) > 0
	not input.resource.region
}

_regions_known(other) if {
	other.region
	input.resource.region
}

_advice := {
	"aws_rds_cluster": "make it part of a global cluster",
	"aws_dynamodb_table": "add a replica block",
	"azurerm_cosmosdb_account": "add a geo_location",
}[_type]

violations contains {"path": "", "message": $"the database is in one region only; {_advice}"} if {
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether the database is in another region, too, is not known here"} if {
	not _kept
	_open
}
