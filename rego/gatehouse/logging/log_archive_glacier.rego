# METADATA
# title: Logs go to Glacier after 30 days
# description: >-
#   Logs are read in the weeks after they are written, and kept for years. In standard storage the years cost several times
#   what they cost in an archive, each month again.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
# custom:
#   id: log-archive-glacier
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_s3_bucket]
#   siblings:
#     - aws_s3_bucket
#     - aws_s3_bucket_lifecycle_configuration
#     - aws_s3_bucket_logging
#     - aws_cloudtrail
#     - aws_flow_log
#     - aws_lb
#     - aws_alb
#     - aws_elb
#   remediation: >-
#     Add an `aws_s3_bucket_lifecycle_configuration` with `bucket = aws_s3_bucket.<name>.id` and a `rule` with
#     `status = "Enabled"`, `filter {}`, a `transition` block with `days = 30` and `storage_class = "GLACIER"`, and an
#     `expiration` for when nobody may ask any more.
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
#         description: The storage classes that count as an archive.
#         type: array
#         minItems: 1
#         items: {type: string, enum: [GLACIER, GLACIER_IR, DEEP_ARCHIVE, INTELLIGENT_TIERING, STANDARD_IA, ONEZONE_IA]}
#         default: [GLACIER, GLACIER_IR, DEEP_ARCHIVE]
#       names:
#         description: Buckets with such names are for logs, as globs; so is each that a resource of the set writes logs to.
#         type: array
#         items: {type: string, minLength: 1}
#         default: ["logs", "*-logs", "logs-*", "*-logs-*", "*-log-archive"]
package gatehouse.logging.log_archive_glacier

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["log-archive-glacier"]

_around := input.context.siblings["log-archive-glacier"]

# Where each type says into which bucket it logs.
_targets := {
	"aws_s3_bucket": ["logging", 0, "target_bucket"],
	"aws_s3_bucket_logging": ["target_bucket"],
	"aws_cloudtrail": ["s3_bucket_name"],
	"aws_flow_log": ["log_destination"],
	"aws_lb": ["access_logs", 0, "bucket"],
	"aws_alb": ["access_logs", 0, "bucket"],
	"aws_elb": ["access_logs", 0, "bucket"],
}

_for_logs if glob.any_match(_parameters.names, attribute.read(input.resource, ["bucket"]).value)

_for_logs if {
	some other in _around.resources
	siblings.names(other, _targets[other.type], input.resource) == "yes"
}

not_applicable if not _for_logs

_lifecycles := [other |
	some other in _around.resources
	other.type == "aws_s3_bucket_lifecycle_configuration"
]

# Rules beside the bucket, and the older ones inside of it, which a state also shows for those beside it.
_rules contains rule if {
	some other in siblings.naming(_lifecycles, ["bucket"], input.resource)
	some keys in attribute.blocks(other, ["rule"])
	rule := {"of": other, "keys": keys, "on": attribute.read(other, array.concat(keys, ["status"]))}
}

_rules contains rule if {
	some keys in attribute.blocks(input.resource, ["lifecycle_rule"])
	rule := {"of": input.resource, "keys": keys, "on": attribute.read(input.resource, array.concat(keys, ["enabled"]))}
}

_active(rule) if attribute.is(rule.on, "Enabled")

_active(rule) if attribute.is(rule.on, true)

_kept if {
	some rule in _rules
	_active(rule)
	some transition in attribute.blocks(rule.of, array.concat(rule.keys, ["transition"]))
	attribute.read(rule.of, array.concat(transition, ["storage_class"])).value in _parameters.storageClasses
	attribute.number(attribute.read_or(rule.of, array.concat(transition, ["days"]), 0)) <= _parameters.days
}

# What is deleted by then has nothing to archive.
_kept if {
	some rule in _rules
	_active(rule)
	expiration := attribute.read(rule.of, array.concat(rule.keys, ["expiration", 0, "days"]))
	attribute.number(expiration) > 0
	attribute.number(expiration) <= _parameters.days
}

_open if not _around.known

_open if siblings.may_name(_lifecycles, ["bucket"], input.resource)

# Anything in the rules that is known only after apply.
_open if {
	some rule in _rules
	some place, mark in rule.of.unknown
	mark.computed == false
	regex.match(`^/(lifecycle_)?rule(/|$)`, place)
}

_open if {
	some other in siblings.naming(_lifecycles, ["bucket"], input.resource)
	attribute.undecided(attribute.read(other, ["rule"]))
}

_open if attribute.undecided(attribute.read(input.resource, ["lifecycle_rule"]))

violations contains {
	"path": "",
	"message": $"logs stay in standard storage; archive them after {_parameters.days} days with an aws_s3_bucket_lifecycle_configuration",
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
