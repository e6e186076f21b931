package gatehouse.disaster_recovery.dr_playbook_approval_test

import data.gatehouse.disaster_recovery.dr_playbook_approval

_parameters := {"dr-playbook-approval": {"names": ["*failover*"]}}

_given(machine, unknown) := {"resource": {"type": "aws_sfn_state_machine", "object": machine, "unknown": unknown}}

_found(resource) := count(violations) if {
	definition := json.marshal({"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": resource, "End": true}}})
	violations := dr_playbook_approval.violations with input as _given({"name": "failover", "definition": definition}, {})
}

test_a_token_or_an_activity_is_approval if {
	_found("arn:aws:states:::sns:publish.waitForTaskToken") == 0
	_found("arn:aws:states:eu-central-1:111122223333:activity:approve") == 0
}

test_a_playbook_that_asks_nobody_is_found if {
	_found("arn:aws:states:::aws-sdk:rds:failoverGlobalCluster") == 1
}

test_a_definition_that_is_not_known_yet_is_unknown if {
	mark := {"/definition": {"references": [], "computed": false, "open": true}}
	unknowns := dr_playbook_approval.unknowns with input as _given({"name": "failover"}, mark)
	{unknown.path | some unknown in unknowns} == {"/definition"}
}

_not_applicable(machine) if {
	dr_playbook_approval.not_applicable with input as _given(machine, {}) with data.config.parameters as _parameters
}

test_other_machines_are_not_judged if {
	_not_applicable({"name": "orders"})
	not _not_applicable({"name": "Failover-Orders"})
	not _not_applicable({"name": "orders", "tags": {"purpose": "failover"}})
}

_workflow(source) := {"resource": {"type": "google_workflows_workflow", "object": {"name": "failover", "source_contents": source}, "unknown": {}}}

test_a_workflow_waits_for_a_callback if {
	dr_playbook_approval.violations == set() with input as _workflow("- wait:\n    call: events.await_callback\n")
	found := dr_playbook_approval.violations with input as _workflow("- promote:\n    call: http.post\n")
	{one.path | some one in found} == {"/source_contents"}
}

_action(values, unknown) := {
	"type": "azurerm_logic_app_action_custom",
	"id": "azurerm_logic_app_action_custom.it",
	"object": object.union({"logic_app_id": "/workflows/failover"}, values),
	"unknown": {path: {"references": [], "computed": false, "open": true} | some path in unknown},
}

_logic_app(actions, known) := [count(violations), count(unknowns)] if {
	asked := {
		"resource": {"type": "azurerm_logic_app_workflow", "id": "it", "object": {"name": "failover", "id": "/workflows/failover"}, "unknown": {}},
		"context": {"siblings": {"dr-playbook-approval": {"known": known, "resources": actions}}},
	}
	violations := dr_playbook_approval.violations with input as asked
	unknowns := dr_playbook_approval.unknowns with input as asked
}

test_a_logic_app_waits_for_a_webhook if {
	nested := {"body": json.marshal({"type": "Scope", "actions": {"ask": {"type": "ApiConnectionWebhook"}}})}
	promote := {"body": json.marshal({"type": "Http"})}
	_logic_app([_action(promote, []), _action(nested, [])], true) == [0, 0]
	_logic_app([_action(promote, [])], true) == [1, 0]
	_logic_app([_action(promote, [])], false) == [0, 1]
	_logic_app([], true) == [0, 1]
	_logic_app([_action({}, ["/body"])], true) == [0, 1]
	_logic_app([_action(promote, []), _action({}, ["/logic_app_id"])], true) == [0, 1]
}
