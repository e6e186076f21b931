# METADATA
# title: The buckets that logs are exported into are locked
# description: >-
#   Who breaks in deletes the log of it. In Cloud Logging nobody can; in the bucket that a sink exports into everybody with the right to delete
#   objects can, unless a retention policy keeps each of them for its time, and is locked, so that nobody takes it away.
# related_resources:
#   - ref: https://cloud.google.com/storage/docs/bucket-lock
# custom:
#   id: log-sink-lock
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [google_storage_bucket]
#   siblings: [google_logging_*_sink]
#   controls:
#     cis: [GCP 2.0.0 2.3]
#     soc2: [CC7.2]
#   remediation: >-
#     Add a `retention_policy` block with a `retention_period` in seconds (`31536000` is a year) and, when that is the right time,
#     `is_locked = true`. A lock cannot be taken away, and the time only be made longer: nothing in the bucket can be deleted before.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       locked:
#         description: Ask that the retention policy is locked, too.
#         type: boolean
#         default: true
package gatehouse.logging.log_sink_lock

import data.gatehouse.lib.attribute
import data.gatehouse.lib.sinks

_parameters := data.config.parameters["log-sink-lock"]

_read(keys) := attribute.read(input.resource, keys)

_sunk if {
	some other in input.context.siblings["log-sink-lock"].resources
	sinks.into(other, input.resource)
}

not_applicable if not _sunk

_period := _read(["retention_policy", 0, "retention_period"])

_locked := _read(["retention_policy", 0, "is_locked"])

violations contains {
	"path": "/retention_policy",
	"message": "logs that are exported here can be deleted at once; add a retention_policy",
} if {
	attribute.unset(_period)
	not attribute.undecided(_read(["retention_policy"]))
}

violations contains {
	"path": _locked.path,
	"message": "the retention policy can be taken away; set is_locked = true in retention_policy",
} if {
	_parameters.locked
	attribute.is_set(_period)
	not attribute.is(_locked, true)
	not attribute.undecided(_locked)
}

unknowns contains attribute.unknown(_locked, "whether the retention policy is locked") if _parameters.locked

unknowns contains attribute.unknown(_read(["retention_policy"]), "whether logs are kept for their time") if not _parameters.locked
