# METADATA
# title: Buckets keep the earlier versions of their objects
# description: >-
#   Without versions an object that is overwritten or deleted, by a mistake or by ransomware, is gone at once; and a bucket
#   without versions cannot be replicated to another region.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
# custom:
#   id: s3-versioning
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_s3_bucket]
#   siblings: [aws_s3_bucket_versioning]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     Add an `aws_s3_bucket_versioning` with `bucket = aws_s3_bucket.<name>.id` and
#     `versioning_configuration { status = "Enabled" }`; an `aws_s3_bucket_lifecycle_configuration` with
#     `noncurrent_version_expiration` keeps the versions from growing for ever.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.s3_versioning

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["s3-versioning"]

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

_open if not _around.known

_open if attribute.undecided(_inside)

_open if siblings.may_name(_around.resources, ["bucket"], input.resource)

_open if {
	some status in _settings
	attribute.undecided(status)
}

violations contains {
	"path": "",
	"message": "what is overwritten or deleted in this bucket is gone; add an aws_s3_bucket_versioning with status Enabled",
} if {
	not _kept
	not _open
}

unknowns contains {
	"path": "",
	"message": "whether the bucket keeps versions is not known here",
} if {
	not _kept
	_open
}
