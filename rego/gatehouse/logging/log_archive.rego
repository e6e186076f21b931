# METADATA
# title: Logs go to an archive after 30 days
# description: >-
#   Logs are read in the weeks after they are written, and kept for years. In standard storage the years cost several times
#   what they cost in an archive, each month again.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
#   - ref: https://cloud.google.com/storage/docs/lifecycle
#   - ref: https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure
# custom:
#   id: log-archive
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_s3_bucket, google_storage_bucket, azurerm_storage_account]
#   siblings:
#     - aws_s3_bucket
#     - aws_s3_bucket_lifecycle_configuration
#     - aws_s3_bucket_logging
#     - aws_cloudtrail
#     - aws_flow_log
#     - aws_lb
#     - aws_alb
#     - aws_elb
#     - google_storage_bucket
#     - google_logging_*_sink
#     - azurerm_network_watcher_flow_log
#     - azurerm_storage_management_policy
#   remediation: >-
#     AWS: add an `aws_s3_bucket_lifecycle_configuration` with `bucket = aws_s3_bucket.<name>.id` and a `rule` with
#     `status = "Enabled"`, `filter {}`, a `transition` block with `days = 30` and `storage_class = "GLACIER"`, and an
#     `expiration` for when nobody may ask any more. Google: add a `lifecycle_rule` with an `action` block of `type = "SetStorageClass"` and
#     `storage_class = "ARCHIVE"`, and a `condition` block with `age = 30`. Azure: add an `azurerm_storage_management_policy` with the
#     account's `storage_account_id` and a `rule` with `filters { blob_types = ["blockBlob"] }` and, in the `base_blob` of its `actions`,
#     `tier_to_archive_after_days_since_modification_greater_than = 30` (for a zone-redundant account, which has no archive,
#     `tier_to_cold_after_days_since_modification_greater_than`).
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       days:
#         description: After how many days logs are in an archive at the latest.
#         type: integer
#         minimum: 0
#         default: 30
#       storageClasses:
#         description: >-
#           The storage classes that count as an archive: those of S3, of Google's buckets (NEARLINE, COLDLINE, ARCHIVE) and the access
#           tiers of Azure (COOL, COLD, ARCHIVE).
#         type: array
#         minItems: 1
#         items:
#           type: string
#           enum: [GLACIER, GLACIER_IR, DEEP_ARCHIVE, INTELLIGENT_TIERING, STANDARD_IA, ONEZONE_IA, NEARLINE, COLDLINE, ARCHIVE, COOL, COLD]
#         default: [GLACIER, GLACIER_IR, DEEP_ARCHIVE, COLDLINE, ARCHIVE, COLD]
#       names:
#         description: Buckets with such names are for logs, as globs; so is each that a resource of the set writes logs to.
#         type: array
#         items: {type: string, minLength: 1}
#         default: ["logs", "*-logs", "logs-*", "*-logs-*", "*-log-archive"]
package gatehouse.logging.log_archive

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.siblings
import data.gatehouse.lib.sinks

_parameters := data.config.parameters["log-archive"]

_around := input.context.siblings["log-archive"]

_type := input.resource.type

_own(keys) := attribute.read(input.resource, keys)

# Where each type says into which bucket it logs.
_targets := {
	"aws_s3_bucket": ["logging", 0, "target_bucket"],
	"aws_s3_bucket_logging": ["target_bucket"],
	"aws_cloudtrail": ["s3_bucket_name"],
	"aws_flow_log": ["log_destination"],
	"aws_lb": ["access_logs", 0, "bucket"],
	"aws_alb": ["access_logs", 0, "bucket"],
	"aws_elb": ["access_logs", 0, "bucket"],
	"google_storage_bucket": ["logging", 0, "log_bucket"],
	"azurerm_network_watcher_flow_log": ["storage_account_id"],
}

_for_logs if {
	_type == "aws_s3_bucket"
	glob.any_match(_parameters.names, _own(["bucket"]).value)
}

_for_logs if {
	_type == "google_storage_bucket"
	glob.any_match(_parameters.names, _own(["name"]).value)
}

_for_logs if {
	some other in _around.resources
	siblings.names(other, _targets[other.type], input.resource) == "yes"
}

_for_logs if {
	some other in _around.resources
	sinks.into(other, input.resource)
}

not_applicable if not _for_logs

# Premium storage of Azure has no tiers.
not_applicable if attribute.is(_own(["account_tier"]), "Premium")

# Which resources beside it hold a lifecycle, by what names the bucket or the account in them.
_link := {
	"aws_s3_bucket": {"type": "aws_s3_bucket_lifecycle_configuration", "keys": ["bucket"]},
	"azurerm_storage_account": {"type": "azurerm_storage_management_policy", "keys": ["storage_account_id"]},
}[_type]

_lifecycles := [other | some other in _around.resources; other.type == _link.type]

_naming := [other | some other in _lifecycles; siblings.names(other, _link.keys, input.resource) == "yes"]

# Rules beside the bucket, and those inside of it, which a state of AWS also shows for those beside it.
_rules contains {"of": other, "keys": keys} if {
	some other in _naming
	some keys in attribute.blocks(other, ["rule"])
	_active(other, keys)
}

_rules contains {"of": input.resource, "keys": keys} if {
	some keys in attribute.blocks(input.resource, ["lifecycle_rule"])
	_active(input.resource, keys)
}

_active(holder, keys) if attribute.is(attribute.read(holder, array.concat(keys, ["status"])), "Enabled")

_active(holder, keys) if attribute.is(attribute.read(holder, array.concat(keys, ["enabled"])), true)

_active(holder, _) if holder.type == "google_storage_bucket"

_in_time(days) if days <= _parameters.days

_kept if {
	some rule in _rules
	some transition in attribute.blocks(rule.of, array.concat(rule.keys, ["transition"]))
	attribute.read(rule.of, array.concat(transition, ["storage_class"])).value in _parameters.storageClasses
	_in_time(attribute.number(attribute.read_or(rule.of, array.concat(transition, ["days"]), 0)))
}

# What is deleted by then has nothing to archive.
_kept if {
	some rule in _rules
	days := attribute.number(attribute.read(rule.of, array.concat(rule.keys, ["expiration", 0, "days"])))
	days > 0
	_in_time(days)
}

# Google: an action, and the age from which it is taken. An age of 0 is left out unless it is asked for.
_kept if {
	_type == "google_storage_bucket"
	some rule in _rules
	_ends(_of(rule, ["action", 0, "type"]), _of(rule, ["action", 0, "storage_class"]))
	not attribute.is(_of(rule, ["condition", 0, "with_state"]), "ARCHIVED")
	age := attribute.number(_of(rule, ["condition", 0, "age"]))
	_counts(age, _of(rule, ["condition", 0, "send_age_if_zero"]))
	_in_time(age)
}

_of(rule, keys) := attribute.read(rule.of, array.concat(rule.keys, keys))

_ends(action, class) if {
	attribute.is(action, "SetStorageClass")
	class.value in _parameters.storageClasses
}

_ends(action, _) if attribute.is(action, "Delete")

_counts(age, _) if age > 0

_counts(_, zero) if attribute.is(zero, true)

_kept if _own(["storage_class"]).value in _parameters.storageClasses

# Such a bucket moves what is not read by itself, and takes no other rules.
_kept if attribute.is(_own(["autoclass", 0, "enabled"]), true)

# Azure: a number of days for each tier and for deletion, counted from one of three events; -1 is none.
_kept if {
	_type == "azurerm_storage_account"
	some rule in _rules
	some action in _actions
	some event in ["modification", "creation", "last_access_time"]
	days := attribute.number(_of(rule, ["actions", 0, "base_blob", 0, $"{action}_after_days_since_{event}_greater_than"]))
	days >= 0
	_in_time(days)
}

_actions := {$"tier_to_{lower(class)}" | some class in _parameters.storageClasses} | {"delete"}

_kept if {
	_type == "azurerm_storage_account"
	upper(_own(["access_tier"]).value) in _parameters.storageClasses
}

# A flow log may delete what it wrote.
_kept if {
	_type == "azurerm_storage_account"
	some other in _around.resources
	other.type == "azurerm_network_watcher_flow_log"
	siblings.names(other, ["storage_account_id"], input.resource) == "yes"
	attribute.is(attribute.read(other, ["retention_policy", 0, "enabled"]), true)
	days := attribute.number(attribute.read(other, ["retention_policy", 0, "days"]))
	days > 0
	_in_time(days)
}

_open if {
	_type != "google_storage_bucket"
	not _around.known
}

_open if siblings.may_name(_lifecycles, _link.keys, input.resource)

# Anything in the rules that is known only after apply.
_open if {
	some holder in array.concat([input.resource], _naming)
	some place, mark in holder.unknown
	mark.computed == false
	regex.match(`^/((lifecycle_)?rule|autoclass|storage_class|access_tier)(/|$)`, place)
}

_open if {
	some other in _naming
	attribute.undecided(attribute.read(other, ["rule"]))
}

_open if attribute.undecided(_own(["lifecycle_rule"]))

_remedy := {
	"aws_s3_bucket": "an aws_s3_bucket_lifecycle_configuration",
	"google_storage_bucket": "a lifecycle_rule",
	"azurerm_storage_account": "an azurerm_storage_management_policy",
}[_type]

violations contains {
	"path": "",
	"message": $"logs stay in standard storage; archive them after {_parameters.days} days with {_remedy}",
} if {
	_for_logs
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether the logs are archived is not known here"} if {
	_for_logs
	not _kept
	_open
}
