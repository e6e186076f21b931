package gatehouse.compliance.policy_remediation_test

import data.gatehouse.compliance.policy_remediation

_assignment(values) := {
	"type": "azurerm_subscription_policy_assignment",
	"id": "azurerm_subscription_policy_assignment.tags",
	"object": object.union({"id": "/assignments/tags", "name": "tags", "policy_definition_id": "/definitions/tags"}, values),
	"unknown": {},
}

_acting := {"identity": [{"type": "SystemAssigned"}], "location": "westeurope"}

_remediation(assignment) := {
	"type": "azurerm_subscription_policy_remediation",
	"id": "azurerm_subscription_policy_remediation.tags",
	"object": {"policy_assignment_id": assignment},
	"unknown": {},
}

_definition(effect) := {
	"type": "azurerm_policy_definition",
	"id": "azurerm_policy_definition.tags",
	"object": {"id": "/definitions/tags", "policy_rule": json.marshal({"if": {}, "then": {"effect": effect}})},
	"unknown": {},
}

_input(resource, others, known) := {
	"resource": resource,
	"context": {"siblings": {"policy-remediation": {"resources": others, "known": known}}},
}

_found(resource, others) := {violation.path |
	some violation in policy_remediation.violations with input as _input(resource, others, true)
		with data.config.parameters as {"policy-remediation": {"exempt": []}}
}

_skipped(resource, others, exempt) if policy_remediation.not_applicable with input as _input(resource, others, true)
	with data.config.parameters as {"policy-remediation": {"exempt": exempt}}

test_a_remediation_keeps_the_promise if {
	_found(_assignment(_acting), [_remediation("/assignments/tags")]) == set()
	_found(_assignment(_acting), [_remediation("/assignments/other")]) == {""}
	_found(_assignment(_acting), []) == {""}
}

test_a_definition_that_acts_needs_an_identity if {
	_found(_assignment({}), [_definition("Modify"), _remediation("/assignments/tags")]) == {"/identity"}
	_found(_assignment({}), [_definition("deployIfNotExists")]) == {"/identity", ""}
	_found(_assignment(_acting), [_definition("Modify"), _remediation("/assignments/tags")]) == set()
}

test_what_mends_nothing_is_not_judged if {
	_skipped(_assignment({}), [_definition("audit")], [])
	_skipped(_assignment({}), [_definition("[parameters('effect')]")], [])
	_skipped(_assignment(object.union(_acting, {"enforce": false})), [], [])
	_skipped(_assignment(_acting), [], ["ta*"])
	not _skipped(_assignment(_acting), [], [])
}

test_what_is_not_seen_is_unknown if {
	asked := _input(_assignment(_acting), [], false)
	violations := policy_remediation.violations with input as asked
		with data.config.parameters as {"policy-remediation": {"exempt": []}}
	violations == set()
	unknowns := policy_remediation.unknowns with input as asked
		with data.config.parameters as {"policy-remediation": {"exempt": []}}
	{unknown.path | some unknown in unknowns} == {""}
}
