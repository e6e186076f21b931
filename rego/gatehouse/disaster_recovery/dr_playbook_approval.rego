# METADATA
# title: The recovery playbook waits for somebody's approval
# description: >-
#   A failover that a false alarm starts is a disaster of its own: two primaries, and an hour to tell which has the orders. A
#   playbook that does everything by itself, but asks before the step that cannot be undone, is fast and still a decision.
# related_resources:
#   - ref: https://docs.aws.amazon.com/step-functions/latest/dg/tutorial-human-approval.html
#   - ref: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
# custom:
#   id: dr-playbook-approval
#   pack: disaster-recovery
#   default: off
#   sentence: RTO under 30 minutes.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_sfn_state_machine]
#   remediation: >-
#     Put a task before the failover whose `Resource` ends in `.waitForTaskToken`, such as
#     `arn:aws:states:::sns:publish.waitForTaskToken`, hands `$$.Task.Token` to whoever decides, and has a `TimeoutSeconds`; the answer
#     comes back by `aws stepfunctions send-task-success`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       names:
#         description: State machines that are playbooks, as globs of their name and of the tags `Name` and `purpose`.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         default: ["*disaster*recovery*", "*failover*", "*fail-over*", "dr-*", "*-dr", "*-dr-*"]
package gatehouse.disaster_recovery.dr_playbook_approval

import data.gatehouse.lib.attribute
import data.gatehouse.lib.playbook

_parameters := data.config.parameters["dr-playbook-approval"]

not_applicable if not playbook.is_playbook(input.resource, _parameters.names)

_definition := attribute.read(input.resource, ["definition"])

# A callback, or an activity, whose worker is whoever polls for it.
_approved if {
	walk(json.unmarshal(_definition.value), [path, resource])
	path[count(path) - 1] == "Resource"
	regex.match(`\.waitForTaskToken$|:activity:`, resource)
}

violations contains {
	"path": _definition.path,
	"message": "nobody is asked before it fails over; add a task that waits for a token",
} if {
	json.is_valid(_definition.value)
	not _approved
}

unknowns contains attribute.unknown(_definition, "whether the playbook asks for approval")
