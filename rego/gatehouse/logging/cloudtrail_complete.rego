# METADATA
# title: CloudTrail records every region, provably, where it can be searched
# description: >-
#   Who breaks in works in the region that nobody looks at, and then edits the log. A trail of all regions, with validation
#   and a key of your own, is evidence; in CloudWatch Logs it can be searched and can alarm while it happens.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html
# custom:
#   id: cloudtrail-complete
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_cloudtrail]
#   siblings: [aws_cloudtrail]
#   controls:
#     cis: [AWS 3.0.0 3.1, AWS 3.0.0 3.2, AWS 3.0.0 3.5]
#     soc2: [CC7.2]
#     fsbp: [CloudTrail.1, CloudTrail.2, CloudTrail.4, CloudTrail.5]
#   remediation: >-
#     Set `is_multi_region_trail = true`, `enable_log_file_validation = true`, `kms_key_id = aws_kms_key.<name>.arn`,
#     `cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.<name>.arn}:*"` and the `cloud_watch_logs_role_arn` of a role
#     that may write there.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       key:
#         description: Ask for a KMS key of your own.
#         type: boolean
#         default: true
#       logGroup:
#         description: Ask for delivery to a log group of CloudWatch.
#         type: boolean
#         default: true
package gatehouse.logging.cloudtrail_complete

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["cloudtrail-complete"]

_around := input.context.siblings["cloudtrail-complete"]

_read(name) := attribute.read(input.resource, [name])

# What is on unless somebody switches it off.
violations contains {"path": answer.path, "message": $"{problem}; set {name} = true"} if {
	some name, problem in {
		"enable_logging": "the trail records nothing",
		"include_global_service_events": "the trail leaves out IAM and other global services",
	}
	answer := _read(name)
	attribute.is(answer, false)
}

violations contains {
	"path": answer.path,
	"message": "who changes the log files is not found out; set enable_log_file_validation = true",
} if {
	answer := _read("enable_log_file_validation")
	not attribute.is(answer, true)
	not attribute.undecided(answer)
}

violations contains {"path": answer.path, "message": $"{problem}; set {name}"} if {
	some name, problem in _references
	answer := _read(name)
	attribute.unset(answer)
}

_references["kms_key_id"] := "the trail is not encrypted with a key of your own" if _parameters.key

_references["cloud_watch_logs_group_arn"] := "the trail cannot be searched or alarm" if _parameters.logGroup

unknowns contains attribute.unknown(_read(name), what) if {
	some name, what in {
		"enable_logging": "whether the trail is on",
		"include_global_service_events": "whether global services are recorded",
		"enable_log_file_validation": "whether the log files are validated",
	}
}

# One trail of all regions is enough: another may be for the data of one bucket.
_everywhere := {answer |
	some trail in array.concat([input.resource], _around.resources)
	answer := attribute.read(trail, ["is_multi_region_trail"])
}

_multi_region if {
	some answer in _everywhere
	attribute.is(answer, true)
}

_open if not _around.known

_open if {
	some answer in _everywhere
	attribute.undecided(answer)
}

violations contains {
	"path": "/is_multi_region_trail",
	"message": "no trail records all regions; set is_multi_region_trail = true",
} if {
	not _multi_region
	not _open
}

unknowns contains {
	"path": "/is_multi_region_trail",
	"message": "whether a trail records all regions is not known here",
} if {
	not _multi_region
	_open
}
