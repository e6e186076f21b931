package gatehouse.disaster_recovery.dr_playbook_approval_test

import data.gatehouse.disaster_recovery.dr_playbook_approval

_parameters := {"dr-playbook-approval": {"names": ["*failover*"]}}

_given(machine, unknown) := {"resource": {"object": machine, "unknown": unknown}}

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
