# METADATA
# title: A remediation runs by itself
# description: >-
#   A remediation that waits for a click is a ticket with a button. Set to automatic it also needs a role to act as; without one AWS
#   Config refuses it, or starts it and fails.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/setup-autoremediation.html
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_PutRemediationConfigurations.html
# custom:
#   id: config-remediation-automatic
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_config_remediation_configuration]
#   remediation: >-
#     Set `automatic = true`, `maximum_automatic_attempts = 5` and `retry_attempt_seconds = 60`, and add a `parameter` block with `name =
#     "AutomationAssumeRole"` and the arn of a role that may do what the runbook does as `static_value`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       manual:
#         description: Runbooks that a person starts, as globs over `target_id`.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.compliance.config_remediation_automatic

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.hcl

_parameters := data.config.parameters["config-remediation-automatic"]

not_applicable if glob.any_match(_parameters.manual, attribute.read(input.resource, ["target_id"]).value)

_automatic := attribute.read(input.resource, ["automatic"])

violations contains {
	"path": _automatic.path,
	"message": "the remediation waits for a person; set automatic = true",
	"fix": {
		"description": "mend without a person",
		"offer": hcl.assignment(_automatic.path, true),
	},
} if {
	not attribute.is(_automatic, true)
	not attribute.undecided(_automatic)
}

_block := attribute.read(input.resource, ["parameter"])

_names := {attribute.read(input.resource, array.concat(keys, ["name"])) |
	some keys in attribute.blocks(input.resource, ["parameter"])
}

_role if {
	some name in _names
	attribute.is(name, "AutomationAssumeRole")
}

_role if {
	some name in _names
	attribute.undecided(name)
}

violations contains {
	"path": _block.path,
	"message": "the remediation has no role to act as; add a parameter named AutomationAssumeRole",
} if {
	attribute.is(_automatic, true)
	not _role
	not attribute.undecided(_block)
}

unknowns contains attribute.unknown(_automatic, "whether the remediation runs by itself")
