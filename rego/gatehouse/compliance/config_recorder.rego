# METADATA
# title: Config records every kind of resource, the global ones too
# description: >-
#   AWS Config can only detect what it records. A recorder with a list of types is blind to whatever is used tomorrow, and without
#   the global ones nobody sees how users, roles and policies change.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/config-controls.html
# custom:
#   id: config-recorder
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   controls:
#     cis: [AWS 3.0.0 3.3]
#     fsbp: [Config.1]
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_config_configuration_recorder]
#   siblings: [aws_config_configuration_recorder]
#   remediation: >-
#     Set `recording_group { all_supported = true include_global_resource_types = true }`, each on a line of its own; the global types in
#     one region only, where the others' recorders are in the same plan. What is too noisy is left out by `exclusion_by_resource_types`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       globalTypes:
#         description: >-
#           Ask that a recorder of the same plan or state records global types. False where another plan holds the region that does.
#         type: boolean
#         default: true
package gatehouse.compliance.config_recorder

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

_parameters := data.config.parameters["config-recorder"]

_recorders := array.concat([input.resource], input.context.siblings["config-recorder"].resources)

_strategy(recorder) := attribute.read_or(
	recorder,
	["recording_group", 0, "recording_strategy", 0, "use_only"],
	"ALL_SUPPORTED_RESOURCE_TYPES",
)

_all(recorder) := attribute.read_or(recorder, ["recording_group", 0, "all_supported"], true)

_global(recorder) := attribute.read(recorder, ["recording_group", 0, "include_global_resource_types"])

# A recorder that leaves types out records all others, the global ones among them.
_excludes(recorder) if attribute.is(_strategy(recorder), "EXCLUSION_BY_RESOURCE_TYPES")

_group := attribute.read(input.resource, ["recording_group"])

_open if attribute.undecided(_group)

_open if attribute.undecided(_strategy(input.resource))

_open if attribute.undecided(_all(input.resource))

_narrow if attribute.is(_all(input.resource), false)

_narrow if attribute.is(_strategy(input.resource), "INCLUSION_BY_RESOURCE_TYPES")

violations contains {
	"path": _all(input.resource).path,
	"message": "only the types that are listed are recorded; set all_supported = true",
	"fix": {
		"description": "record every kind of resource",
		"offer": hcl.assignment(_all(input.resource).path, true),
	},
} if {
	_narrow
	not _excludes(input.resource)
	not _open
}

_records_global if {
	some recorder in _recorders
	_excludes(recorder)
}

_records_global if {
	some recorder in _recorders
	attribute.is(_global(recorder), true)
}

_may_record_global if {
	some recorder in _recorders
	attribute.undecided(_global(recorder))
}

violations contains {
	"path": _global(input.resource).path,
	"message": "users, roles and policies are not recorded; set include_global_resource_types = true in one region",
	"fix": {
		"description": "record global resources too",
		"offer": hcl.assignment(_global(input.resource).path, true),
	},
} if {
	_parameters.globalTypes
	not _narrow
	not _records_global
	not _may_record_global
	not _open
}

unknowns contains {"path": _group.path, "message": "what is recorded is known only after apply"} if _open
