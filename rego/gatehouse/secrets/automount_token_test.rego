package gatehouse.secrets.automount_token_test

import data.gatehouse.secrets.automount_token as rule

_input(spec, annotations, resources, known) := {
	"resource": {
		"source": "kubernetes", "type": "apps/v1/Deployment", "namespace": "shop",
		"object": {"spec": {"template": {"metadata": {"annotations": annotations}, "spec": spec}}},
	},
	"context": {"siblings": {"automount-token": {"known": known, "resources": resources}}},
}

_web := {"serviceAccountName": "web"}

_found(spec, annotations, resources) := {violation.path |
	some violation in rule.violations with input as _input(spec, annotations, resources, true)
}

_account(automount) := {"type": "v1/ServiceAccount", "name": "web", "namespace": "shop", "object": {"automountServiceAccountToken": automount}}

_binding(subject) := {
	"type": "rbac.authorization.k8s.io/v1/RoleBinding", "namespace": "shop",
	"object": {"subjects": [object.union({"kind": "ServiceAccount", "name": "web"}, subject)]},
}

_path := "/spec/template/spec/automountServiceAccountToken"

test_a_token_that_nobody_needs if {
	_found(_web, {}, []) == {_path}
	_found(_web, {}, [_binding({"namespace": "other"}), _account(true)]) == {_path}
	_found(object.union(_web, {"automountServiceAccountToken": true}), {}, [_account(false)]) == {_path}
}

test_a_token_that_is_declined if {
	_found(object.union(_web, {"automountServiceAccountToken": false}), {}, []) == set()
	_found(_web, {}, [_account(false)]) == set()
}

test_a_token_that_is_needed if {
	_found(_web, {}, [_binding({})]) == set()
	_found(_web, {}, [_binding({"namespace": "shop"})]) == set()
	_found(_web, {"vault.hashicorp.com/agent-inject": "true"}, []) == set()
}

test_what_is_not_known_here if {
	unknowns := rule.unknowns with input as _input(_web, {}, [], false)
	{unknown.message | some unknown in unknowns} == {"whether something is granted to web is not known here"}
	violations := rule.violations with input as _input(_web, {}, [], false)
	violations == set()
}

test_default_is_another_rules if {
	rule.not_applicable with input as _input({}, {}, [], true)
	not rule.not_applicable with input as _input(_web, {}, [], true)
}
