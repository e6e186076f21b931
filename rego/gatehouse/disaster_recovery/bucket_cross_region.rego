# METADATA
# title: What is in a bucket is in another region, too
# description: >-
#   A bucket is as gone as its region is. Replication puts each object into another one within minutes, but only what is
#   written after it was switched on: later is too late.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
#   - ref: https://cloud.google.com/storage/docs/locations
#   - ref: https://learn.microsoft.com/azure/storage/common/storage-redundancy
# custom:
#   id: bucket-cross-region
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_s3_bucket, google_storage_bucket, azurerm_storage_account]
#   siblings: [aws_s3_bucket, aws_s3_bucket_replication_configuration]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     AWS: add an `aws_s3_bucket_replication_configuration` with a `rule` whose `status` is `"Enabled"` and whose `destination` has
#     the `bucket` arn of a bucket under a provider of another region; both buckets need versioning. Google: `location = "EU"`, or a
#     `custom_placement_config` of two regions. Azure: `account_replication_type = "GZRS"`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exempt:
#         description: Buckets that may be in one region only, as globs of their names.
#         type: array
#         items: {type: string, minLength: 1}
#         default: ["logs", "*-logs", "logs-*", "*-logs-*", "*-log-archive", "*-tmp", "*-cache"]
package gatehouse.disaster_recovery.bucket_cross_region

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["bucket-cross-region"]

_around := input.context.siblings["bucket-cross-region"]

_s3 if input.resource.type == "aws_s3_bucket"

_of(type) := [other | some other in _around.resources; other.type == type]

not_applicable if {
	some key in ["bucket", "name"]
	glob.any_match(_parameters.exempt, attribute.read(input.resource, [key]).value)
}

# What is replicated to is the other region's part of what is replicated from.
not_applicable if {
	_s3
	some other in _of("aws_s3_bucket_replication_configuration")
	some rule in attribute.blocks(other, ["rule"])
	siblings.names(other, array.concat(rule, ["destination", 0, "bucket"]), input.resource) == "yes"
}

# Replication beside the bucket, and the older one inside of it, which a state also shows for the one beside it.
_rules contains {"of": other, "keys": keys} if {
	some other in siblings.naming(_of("aws_s3_bucket_replication_configuration"), ["bucket"], input.resource)
	some keys in attribute.blocks(other, ["rule"])
}

_rules contains {"of": input.resource, "keys": keys} if {
	_s3
	some keys in attribute.blocks(input.resource, ["replication_configuration", 0, "rules"])
}

_status(rule) := attribute.read(rule.of, array.concat(rule.keys, ["status"]))

# An arn of S3 has no region: it is known where the bucket is in the same set.
_destinations contains {"status": _status(rule), "region": region} if {
	some rule in _rules
	not attribute.is(_status(rule), "Disabled")
	some region in _regions(rule)
}

_regions(rule) := regions if {
	regions := {bucket.region |
		some bucket in _of("aws_s3_bucket")
		siblings.names(rule.of, array.concat(rule.keys, ["destination", 0, "bucket"]), bucket) == "yes"
	}
	count(regions) > 0
} else := {"unknown"}

_kept if {
	some destination in _destinations
	attribute.is(destination.status, "Enabled")
	destination.region != "unknown"
	destination.region != input.resource.region
}

_open if {
	_s3
	not _around.known
}

_open if {
	_s3
	siblings.may_name(_of("aws_s3_bucket_replication_configuration"), ["bucket"], input.resource)
}

_open if {
	some destination in _destinations
	attribute.undecided(destination.status)
}

_open if {
	some destination in _destinations
	destination.region == "unknown"
}

_open if {
	count(_destinations) > 0
	not input.resource.region
}

_open if {
	some other in siblings.naming(_of("aws_s3_bucket_replication_configuration"), ["bucket"], input.resource)
	attribute.undecided(attribute.read(other, ["rule"]))
}

violations contains {
	"path": "",
	"message": "the bucket is in one region only; add an aws_s3_bucket_replication_configuration to a bucket of another",
} if {
	_s3
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether the bucket is replicated to another region is not known here"} if {
	_s3
	not _kept
	_open
}

# The others say by one attribute how many regions they are in.
_place := {
	"google_storage_bucket": ["location"],
	"azurerm_storage_account": ["account_replication_type"],
}[input.resource.type]

_answer := attribute.read(input.resource, _place)

# Multi-regions and the dual regions that have a name; two regions of one's own choice stand in a block.
_several if upper(_answer.value) in {"US", "EU", "ASIA", "NAM4", "EUR4", "EUR5", "EUR7", "EUR8", "ASIA1"}

_several if upper(_answer.value) in {"GRS", "RAGRS", "GZRS", "RAGZRS"}

_several if attribute.is_set(attribute.read(input.resource, ["custom_placement_config", 0, "data_locations"]))

violations contains {
	"path": _answer.path,
	"message": $"what is stored is in one region only ({_answer.value}); {_advice[input.resource.type]}",
} if {
	_answer.state == "known"
	not _several
}

_advice := {
	"google_storage_bucket": "set location to a multi-region or a dual region",
	"azurerm_storage_account": "set account_replication_type = \"GZRS\"",
}

unknowns contains attribute.unknown(_answer, "in how many regions it is") if not _several
