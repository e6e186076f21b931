package gatehouse.compliance.policies_enforced_test

import data.gatehouse.compliance.policies_enforced

_found(type, values) := {violation.path |
	some violation in policies_enforced.violations with input.resource as {"type": type, "object": values, "unknown": {}}
}

test_azure if {
	_found("azurerm_subscription_policy_assignment", {"enforce": true}) == set()
	_found("azurerm_subscription_policy_assignment", {}) == set()
	_found("azurerm_resource_policy_assignment", {"enforce": false}) == {"/enforce"}
	mark := {"references": [], "computed": false, "open": true}
	resource := {"type": "azurerm_subscription_policy_assignment", "object": {}, "unknown": {"/enforce": mark}}
	unknowns := policies_enforced.unknowns with input.resource as resource
	unknowns == {{"path": "/enforce", "message": "whether the policy is enforced is known only after apply"}}
}

test_google if {
	spec := [{"rules": [{"enforce": "TRUE"}]}]
	_found("google_org_policy_policy", {"spec": spec, "dry_run_spec": []}) == set()
	_found("google_org_policy_policy", {"spec": spec, "dry_run_spec": spec}) == set()
	_found("google_org_policy_policy", {"spec": [], "dry_run_spec": spec}) == {"/dry_run_spec"}
}

test_gatekeeper if {
	type := "constraints.gatekeeper.sh/v1beta1/K8sRequiredLabels"
	_found(type, {"spec": {}}) == set()
	_found(type, {"spec": {"enforcementAction": "deny"}}) == set()
	_found(type, {"spec": {"enforcementAction": "scoped"}}) == set()
	_found(type, {"spec": {"enforcementAction": "dryrun"}}) == {"/spec/enforcementAction"}
	_found(type, {"spec": {"enforcementAction": "warn"}}) == {"/spec/enforcementAction"}
}
