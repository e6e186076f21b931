package gatehouse.secrets.default_service_account_test

import data.gatehouse.secrets.default_service_account as rule

_input(spec, resources) := {
	"resource": {
		"source": "kubernetes", "type": "apps/v1/Deployment", "namespace": "shop",
		"object": {"spec": {"template": {"spec": spec}}}, "unknown": {},
	},
	"context": {"siblings": {"default-service-account": {"known": true, "resources": resources}}},
}

_found(spec) := {violation.path | some violation in rule.violations with input as _input(spec, [])}

test_default_is_found if {
	_found({}) == {"/spec/template/spec/serviceAccountName"}
	_found({"serviceAccountName": "default"}) == {"/spec/template/spec/serviceAccountName"}
}

test_an_own_one_is_kept if _found({"serviceAccountName": "web"}) == set()

test_what_has_no_token_is_not_judged if {
	rule.not_applicable with input as _input({"automountServiceAccountToken": false}, [])
	rule.not_applicable with input as _input({}, [_account(false)])
	not rule.not_applicable with input as _input({}, [_account(true)])
	not rule.not_applicable with input as _input({"automountServiceAccountToken": true}, [_account(false)])
	not rule.not_applicable with input as _input({}, [])
}

_account(automount) := {"name": "default", "namespace": "shop", "object": {"automountServiceAccountToken": automount}}

test_terraform if {
	later := {"/spec/0/template/0/spec/0/service_account_name": {"references": [], "computed": false, "open": false}}
	given := {"source": "terraform", "type": "kubernetes_deployment_v1", "object": {"spec": [{"template": [{"spec": [{}]}]}]}}
	found := rule.violations with input.resource as given
	{one.path | some one in found} == {"/spec/0/template/0/spec/0/service_account_name"}
	count(rule.unknowns) == 1 with input.resource as object.union(given, {"unknown": later})
}
