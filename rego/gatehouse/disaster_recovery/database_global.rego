# METADATA
# title: A database that can span regions does
# description: >-
#   Aurora, DynamoDB, Spanner, Firestore, Bigtable, AlloyDB and Cosmos DB each replicate to another region by themselves, within seconds
#   and without a copy that somebody has to restore. Without that the loss of a region is the loss of the database, for as long as
#   the region is gone.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html
#   - ref: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
#   - ref: https://cloud.google.com/spanner/docs/instance-configurations
#   - ref: https://cloud.google.com/firestore/native/docs/locations
#   - ref: https://cloud.google.com/bigtable/docs/replication-overview
#   - ref: https://learn.microsoft.com/azure/reliability/reliability-cosmos-db-nosql
# custom:
#   id: database-global
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_rds_cluster
#     - aws_dynamodb_table
#     - google_spanner_instance
#     - google_firestore_database
#     - google_bigtable_instance
#     - google_alloydb_cluster
#     - azurerm_cosmosdb_account
#   siblings: [aws_rds_cluster, aws_dynamodb_table_replica, google_alloydb_cluster]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     Aurora: make it part of an `aws_rds_global_cluster` by `global_cluster_identifier`, with a second cluster under a provider of another
#     region. DynamoDB: `replica { region_name = "eu-west-1" }`. Spanner: `config = "eur3"`. Firestore: `location_id = "eur3"`. Bigtable: a second
#     `cluster` in a `zone` of another region. AlloyDB: a cluster in another `location` with `cluster_type = "SECONDARY"`. Cosmos DB: a
#     second `geo_location`.
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
	"google_alloydb_cluster": ["secondary_config", 0, "primary_cluster_name"],
}

# A replica is the other region's part of the database that it replicates.
not_applicable if {
	keys := _source[_type]
	attribute.is_set(attribute.read(input.resource, keys))
}

_replica_type := {
	"aws_rds_cluster": "aws_rds_cluster",
	"aws_dynamodb_table": "aws_dynamodb_table_replica",
	"google_alloydb_cluster": "google_alloydb_cluster",
}[_type]

_related := {other: siblings.names(other, _source[other.type], input.resource) |
	some other in _around.resources
	other.type == _replica_type
}

# What the resource itself says of other regions.
_own := attribute.read(input.resource, ["global_cluster_identifier"]) if _type == "aws_rds_cluster"

_kept if attribute.is_set(_own)

# Blocks for each region, and whether they are all or stand beside the region of the resource.
_blocks := {
	"aws_dynamodb_table": {"block": "replica", "region": "region_name", "beside": true},
	"google_bigtable_instance": {"block": "cluster", "region": "zone", "beside": false},
	"azurerm_cosmosdb_account": {"block": "geo_location", "region": "location", "beside": false},
}[_type]

_places := [attribute.read(input.resource, array.concat(keys, [_blocks.region])) |
	some keys in attribute.blocks(input.resource, [_blocks.block])
]

_named contains _region_of(place.value) if some place in _places

# `europe-west3-a` is in `europe-west3`.
_region_of(place) := trim_suffix(place, substring(place, count(place) - 2, 2)) if {
	regex.match(`^[a-z]+-[a-z]+[0-9]+-[a-z]$`, place)
} else := place

_kept if count(_named) > 1

_kept if {
	_blocks.beside
	count(_named - {input.resource.region}) > 0
	input.resource.region
}

# One attribute: these are single regions, what else there is are several.
_location := attribute.read(input.resource, ["config"]) if _type == "google_spanner_instance"

_location := attribute.read(input.resource, ["location_id"]) if _type == "google_firestore_database"

_kept if {
	_location.state == "known"
	not regex.match(`(^|/)regional-|^[a-z]+-[a-z]+[0-9]+$`, _location.value)
}

_kept if {
	some other, "yes" in _related
	other.region != input.resource.region
}

_open if {
	_replica_type
	not _around.known
}

_open if "unknown" in {relation | some relation in _related}

_open if {
	some other, "yes" in _related
	not _regions_known(other)
}

_open if attribute.undecided(_location)

_open if attribute.undecided(attribute.read(input.resource, [_blocks.block]))

# Of a replica or a location it is not known yet where it is.
_open if {
	some place in _places
	attribute.undecided(place)
}

# Where the provider chooses for one, it may be elsewhere than the other.
_open if {
	count(_places) > 1
	some place in _places
	attribute.unset(place)
}

_open if {
	_blocks.beside
	count(_places) > 0
	not input.resource.region
}

_regions_known(other) if {
	other.region
	input.resource.region
}

_advice := {
	"aws_rds_cluster": "make it part of a global cluster",
	"aws_dynamodb_table": "add a replica in another region",
	"google_spanner_instance": "take a config of several regions, as eur3 or nam3",
	"google_firestore_database": "take a location_id of several regions, as eur3 or nam5",
	"google_bigtable_instance": "add a cluster in a zone of another region",
	"google_alloydb_cluster": "add a cluster of the type SECONDARY",
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
