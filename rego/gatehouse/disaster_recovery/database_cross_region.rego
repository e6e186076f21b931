# METADATA
# title: Each database has a replica or a copy in another region
# description: >-
#   A region that is gone takes its snapshots and its standby with it. Only what is already in another region when that
#   happens can be there within the recovery time, and only a replica loses no more than seconds.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html
# custom:
#   id: database-cross-region
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_db_instance]
#   siblings: [aws_db_instance, aws_db_instance_automated_backups_replication]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     Add an `aws_db_instance` under a provider of another region whose `replicate_source_db` is this instance's `arn`; or,
#     where minutes may be lost, an `aws_db_instance_automated_backups_replication` there with its `source_db_instance_arn`.
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

# A replica is the other region's part of the database that it replicates.
not_applicable if attribute.is_set(attribute.read(input.resource, ["replicate_source_db"]))

_replicas := {other: siblings.names(other, ["replicate_source_db"], input.resource) |
	some other in _around.resources
	other.type == "aws_db_instance"
}

_copies := {other: siblings.names(other, ["source_db_instance_arn"], input.resource) |
	_parameters.acceptBackups
	some other in _around.resources
	other.type == "aws_db_instance_automated_backups_replication"
}

_related := object.union(_replicas, _copies)

_kept if {
	some other, "yes" in _related
	other.region != input.resource.region
}

# Something may be in another region: a relation or a region that is not known, or what this door cannot see.
_open if not _around.known

_open if "unknown" in {relation | some relation in _related}

_open if {
	some other, "yes" in _related
	not _regions_known(other)
}

_regions_known(other) if {
	other.region
	input.resource.region
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
