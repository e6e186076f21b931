# METADATA
# title: Object storage expires what nobody needs, or moves it to where it is cheap
# description: >-
#   Storage is paid for every month that nobody looks at it. A lifecycle is the end of that spend: what is old moves or goes, and the
#   parts of uploads that never ended, which no listing shows, are removed.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html
#   - ref: https://cloud.google.com/storage/docs/lifecycle
#   - ref: https://learn.microsoft.com/en-us/azure/storage/blobs/lifecycle-management-overview
# custom:
#   id: storage-lifecycle
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_s3_bucket, google_storage_bucket, azurerm_storage_account]
#   siblings: [aws_s3_bucket_lifecycle_configuration, azurerm_storage_management_policy]
#   controls:
#     fsbp: [S3.13]
#   remediation: >-
#     AWS: an `aws_s3_bucket_lifecycle_configuration` for the bucket, with an enabled rule that has
#     `abort_incomplete_multipart_upload { days_after_initiation = 7 }` and an `expiration`, a `transition` or, with versioning, a
#     `noncurrent_version_expiration`. Google: a `lifecycle_rule`, or `autoclass { enabled = true }`. Azure: an
#     `azurerm_storage_management_policy` with the account's id.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       abortUploads:
#         description: Ask of S3 that incomplete multipart uploads are removed.
#         type: boolean
#         default: true
package gatehouse.cost.storage_lifecycle

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["storage-lifecycle"]

_around := input.context.siblings["storage-lifecycle"]

_own(keys) := attribute.read(input.resource, keys)

# Azure's lifecycle is about blobs: file shares have none, and neither has the first kind of account.
not_applicable if {
	input.resource.type == "azurerm_storage_account"
	_own(["account_kind"]).value in {"FileStorage", "Storage"}
}

_link := {"aws_s3_bucket": ["bucket"], "azurerm_storage_account": ["storage_account_id"]}[input.resource.type]

_policies := siblings.naming(_around.resources, _link, input.resource)

# Each rule that is on: the resource that holds it, and its keys.
_rules contains [policy, keys] if {
	some policy in _policies
	some keys in attribute.blocks(policy, ["rule"])
	_on(policy, keys)
}

# Inside the bucket is the older way, and in a state also shows what the resource beside it has set.
_rules contains [input.resource, keys] if {
	input.resource.type == "aws_s3_bucket"
	some keys in attribute.blocks(input.resource, ["lifecycle_rule"])
	attribute.is(_own(array.concat(keys, ["enabled"])), true)
}

_on(policy, keys) if attribute.is(attribute.read(policy, array.concat(keys, ["status"])), "Enabled")

_on(policy, keys) if attribute.is(attribute.read(policy, array.concat(keys, ["enabled"])), true)

_ends := {
	"expiration", "transition", "noncurrent_version_expiration", "noncurrent_version_transition",
}

_kept contains "ends" if {
	input.resource.type == "aws_s3_bucket"
	some [holder, keys] in _rules
	some end in _ends
	count(attribute.blocks(holder, array.concat(keys, [end]))) > 0
}

_kept contains "uploads" if {
	some [holder, keys] in _rules
	some abort in ["abort_incomplete_multipart_upload", "abort_incomplete_multipart_upload_days"]
	answer := attribute.read(holder, array.concat(keys, [abort]))
	attribute.is_set(answer)
	not answer.value in [[], 0]
}

_kept contains "ends" if {
	input.resource.type == "azurerm_storage_account"
	count(_rules) > 0
}

_kept contains "ends" if {
	input.resource.type == "google_storage_bucket"
	count(attribute.blocks(input.resource, ["lifecycle_rule"])) > 0
}

_kept contains "ends" if attribute.is(_own(["autoclass", 0, "enabled"]), true)

_asked contains "ends"

_asked contains "uploads" if {
	input.resource.type == "aws_s3_bucket"
	_parameters.abortUploads
}

_missing := _asked - _kept

_open if {
	_link
	not _around.known
}

_open if siblings.may_name(_around.resources, _link, input.resource)

_open if {
	some policy in _policies
	attribute.undecided(attribute.read(policy, ["rule"]))
}

_open if {
	some policy in _policies
	some keys in attribute.blocks(policy, ["rule"])
	some key in (_ends | {"status", "enabled", "abort_incomplete_multipart_upload"})
	attribute.undecided(attribute.read(policy, array.concat(keys, [key])))
}

_open if attribute.undecided(_own(["lifecycle_rule"]))

_open if attribute.undecided(_own(["autoclass", 0, "enabled"]))

_what := "nothing in it ever expires or moves to a cheaper class" if "ends" in _missing

else := "the parts of uploads that never ended stay in it for ever"

_remedy := {
	"aws_s3_bucket": "an enabled rule of an aws_s3_bucket_lifecycle_configuration",
	"google_storage_bucket": "a lifecycle_rule",
	"azurerm_storage_account": "an azurerm_storage_management_policy",
}[input.resource.type]

_block := " with abort_incomplete_multipart_upload" if "uploads" in _missing

else := ""

violations contains {"path": "", "message": $"{_what}; add {_remedy}{_block}"} if {
	count(_missing) > 0
	not _open
}

unknowns contains {"path": "", "message": "whether what is stored here ever expires is not known here"} if {
	count(_missing) > 0
	_open
}
