# METADATA
# title: The recovery playbook waits for somebody's approval
# description: >-
#   A failover that a false alarm starts is a disaster of its own: two primaries, and an hour to tell which has the orders. A
#   playbook that does everything by itself, but asks before the step that cannot be undone, is fast and still a decision.
# related_resources:
#   - ref: https://docs.aws.amazon.com/step-functions/latest/dg/tutorial-human-approval.html
#   - ref: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
#   - ref: https://cloud.google.com/workflows/docs/creating-callback-endpoints
#   - ref: https://learn.microsoft.com/azure/logic-apps/tutorial-process-mailing-list-subscriptions-workflow
# custom:
#   id: dr-playbook-approval
#   pack: disaster-recovery
#   default: off
#   sentence: RTO under 30 minutes.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_sfn_state_machine, google_workflows_workflow, azurerm_logic_app_workflow]
#   siblings: [azurerm_logic_app_action_custom]
#   remediation: >-
#     Step Functions: put a task before the failover whose `Resource` ends in `.waitForTaskToken`, such as
#     `arn:aws:states:::sns:publish.waitForTaskToken`, hands `$$.Task.Token` to whoever decides, and has a `TimeoutSeconds`; the answer
#     comes back by `aws stepfunctions send-task-success`. Workflows: a step that calls `events.create_callback_endpoint`, and one that calls
#     `events.await_callback` with a `timeout`. Logic Apps: an action of the type `ApiConnectionWebhook`, such as an approval by mail, before
#     those that fail over.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       names:
#         description: State machines and workflows that are playbooks, as globs of their name and of the tags `Name` and `purpose`.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         default: ["*disaster*recovery*", "*failover*", "*fail-over*", "dr-*", "*-dr", "*-dr-*"]
package gatehouse.disaster_recovery.dr_playbook_approval

import data.gatehouse.lib.attribute
import data.gatehouse.lib.playbook
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["dr-playbook-approval"]

not_applicable if not playbook.is_playbook(input.resource, _parameters.names)

_definition := attribute.read(input.resource, [_text])

_text := {"aws_sfn_state_machine": "definition", "google_workflows_workflow": "source_contents"}[input.resource.type]

# A callback, or an activity, whose worker is whoever polls for it.
_approved if {
	_text == "definition"
	walk(json.unmarshal(_definition.value), [path, resource])
	path[count(path) - 1] == "Resource"
	regex.match(`\.waitForTaskToken$|:activity:`, resource)
}

_approved if {
	_text == "source_contents"
	contains(_definition.value, "events.await_callback")
}

_readable if json.is_valid(_definition.value)

_readable if {
	_text == "source_contents"
	is_string(_definition.value)
}

_advice := {
	"definition": "add a task that waits for a token",
	"source_contents": "add a step that calls events.await_callback",
}

violations contains {
	"path": _definition.path,
	"message": $"nobody is asked before it fails over; {_advice[_text]}",
} if {
	_readable
	not _approved
}

unknowns contains attribute.unknown(_definition, "whether the playbook asks for approval")

# A Logic App is made of actions, each a resource; what asks somebody waits for a webhook.
_logic_app if input.resource.type == "azurerm_logic_app_workflow"

_around := input.context.siblings["dr-playbook-approval"]

_actions := siblings.naming(_around.resources, ["logic_app_id"], input.resource)

_asks if {
	some action in _actions
	walk(json.unmarshal(attribute.read(action, ["body"]).value), [path, type])
	path[count(path) - 1] == "type"
	type in {"ApiConnectionWebhook", "HttpWebhook"}
}

# Without any action here, what it does is said somewhere else.
_open if count(_actions) == 0

_open if not _around.known

_open if siblings.may_name(_around.resources, ["logic_app_id"], input.resource)

_open if {
	some action in _actions
	attribute.undecided(attribute.read(action, ["body"]))
}

violations contains {
	"path": "",
	"message": "nobody is asked before it fails over; add an action of the type ApiConnectionWebhook",
} if {
	_logic_app
	not _asks
	not _open
}

unknowns contains {"path": "", "message": "whether the playbook asks for approval is not known here"} if {
	_logic_app
	not _asks
	_open
}
