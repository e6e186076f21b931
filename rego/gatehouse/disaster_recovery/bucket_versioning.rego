# METADATA
# title: Buckets keep the earlier versions of their objects
# description: >-
#   Without versions an object that is overwritten or deleted, by a mistake or by ransomware, is gone at once; and a bucket of S3
#   without versions cannot be replicated to another region.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
#   - ref: https://cloud.google.com/storage/docs/soft-delete
#   - ref: https://learn.microsoft.com/azure/storage/blobs/data-protection-overview
# custom:
#   id: bucket-versioning
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_s3_bucket, google_storage_bucket, azurerm_storage_account]
#   siblings: [aws_s3_bucket_versioning]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     AWS: add an `aws_s3_bucket_versioning` with `bucket = aws_s3_bucket.<name>.id` and `versioning_configuration { status = "Enabled" }`; an
#     `aws_s3_bucket_lifecycle_configuration` with `noncurrent_version_expiration` keeps the versions from growing for ever. Google:
#     `versioning { enabled = true }`, or leave `soft_delete_policy` at its seven days. Azure: `blob_properties { versioning_enabled = true }`,
#     or a `delete_retention_policy` block in it.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.bucket_versioning

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_s3 if input.resource.type == "aws_s3_bucket"

_around := input.context.siblings["bucket-versioning"]

# The block inside the bucket is the older way, and in a state also shows what the resource beside it has set.
_inside := attribute.read(input.resource, ["versioning", 0, "enabled"])

_settings := [attribute.read(other, ["versioning_configuration", 0, "status"]) |
	some other in siblings.naming(_around.resources, ["bucket"], input.resource)
]

_kept if attribute.is(_inside, true)

_kept if {
	some status in _settings
	attribute.is(status, "Enabled")
}

_open if {
	_s3
	not _around.known
}

_open if attribute.undecided(_inside)

_open if {
	_s3
	siblings.may_name(_around.resources, ["bucket"], input.resource)
}

_open if {
	some status in _settings
	attribute.undecided(status)
}

# Google keeps what is overwritten or deleted for a week, unless it is told not to; a bucket that is locked lets nobody do either.
_soft := attribute.read_or(input.resource, ["soft_delete_policy", 0, "retention_duration_seconds"], 604800) if {
	input.resource.type == "google_storage_bucket"
}

_kept if attribute.number(_soft) > 0

_kept if count(attribute.blocks(input.resource, ["retention_policy"])) > 0

_open if attribute.undecided(_soft)

# Azure says it for all containers of the account; one for files has none.
_azure if input.resource.type == "azurerm_storage_account"

not_applicable if {
	_azure
	attribute.is(attribute.read(input.resource, ["account_kind"]), "FileStorage")
}

_blobs contains attribute.read(input.resource, ["blob_properties", 0, key]) if {
	_azure
	some key in ["versioning_enabled", "delete_retention_policy"]
}

_kept if {
	some answer in _blobs
	attribute.is(answer, true)
}

_kept if {
	some answer in _blobs
	is_array(answer.value)
	count(answer.value) > 0
}

_open if {
	some answer in _blobs
	attribute.undecided(answer)
}

_path := {
	"aws_s3_bucket": "",
	"google_storage_bucket": "/versioning",
	"azurerm_storage_account": "/blob_properties",
}[input.resource.type]

_advice := {
	"aws_s3_bucket": "add an aws_s3_bucket_versioning with status Enabled",
	"google_storage_bucket": "write versioning { enabled = true }",
	"azurerm_storage_account": "write blob_properties { versioning_enabled = true }",
}[input.resource.type]

violations contains {
	"path": _path,
	"message": $"what is overwritten or deleted in this bucket is gone; {_advice}",
} if {
	not _kept
	not _open
}

unknowns contains {
	"path": _path,
	"message": "whether the bucket keeps versions is not known here",
} if {
	not _kept
	_open
}
