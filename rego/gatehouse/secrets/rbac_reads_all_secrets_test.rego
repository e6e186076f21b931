package gatehouse.secrets.rbac_reads_all_secrets_test

import data.gatehouse.secrets.rbac_reads_all_secrets as rule

_parameters := {"rbac-reads-all-secrets": {"exempt": ["system:*"]}}

_role(rules) := {"resource": {
	"source": "kubernetes",
	"type": "rbac.authorization.k8s.io/v1/ClusterRole",
	"name": "reader",
	"labels": {},
	"object": {"metadata": {"name": "reader"}, "rules": rules},
}}

_found(given) := {violation.message |
	some violation in rule.violations with input as given with data.config.parameters as _parameters
}

_rule(groups, resources, verbs) := {"apiGroups": groups, "resources": resources, "verbs": verbs}

test_all_secrets_are_found if {
	_found(_role([_rule([""], ["configmaps", "secrets"], ["list", "get"])])) == {"every secret can be read (get, list); name those that are needed in resourceNames"}
	_found(_role([_rule(["*"], ["*"], ["*"])])) == {"every secret can be read (*); name those that are needed in resourceNames"}
	count(_found(_role([object.union(_rule([""], ["secrets"], ["watch"]), {"resourceNames": []})]))) == 1
}

test_what_is_named_or_not_read_is_kept if {
	_found(_role([object.union(_rule([""], ["secrets"], ["get"]), {"resourceNames": ["a"]})])) == set()
	_found(_role([_rule([""], ["secrets"], ["create"])])) == set()
	_found(_role([_rule(["apps"], ["*"], ["*"])])) == set()
	_found(_role([_rule([""], ["pods"], ["get"])])) == set()
	_found(_role(null)) == set()
}

_terraform(rules, unknown) := {"resource": {
	"source": "terraform",
	"type": "kubernetes_cluster_role_v1",
	"name": "reader",
	"labels": {},
	"object": {"metadata": [{"name": "system:reader"}], "rule": rules},
	"unknown": unknown,
}}

test_terraform if {
	_found(_terraform([{"api_groups": [""], "resources": ["secrets"], "verbs": ["get"]}], {})) == {"every secret can be read (get); name those that are needed in resource_names"}
	later := {"/rule/0/resource_names": {"references": [], "computed": false, "open": false}}
	given := _terraform([{"api_groups": [""], "resources": ["secrets"], "verbs": ["get"]}], later)
	_found(given) == set()
	count(rule.unknowns) == 1 with input as given with data.config.parameters as _parameters
	all := {"/rule": {"references": [], "computed": false, "open": false}}
	count(rule.unknowns) == 1 with input as _terraform([], all) with data.config.parameters as _parameters
}

test_some_are_exempt if {
	rule.not_applicable with input as _terraform([], {}) with data.config.parameters as _parameters
	rule.not_applicable with input.resource as {"name": "system:x", "object": {}, "labels": {}}
		with data.config.parameters as _parameters
	rule.not_applicable with input.resource as {"name": "x", "object": {}, "labels": {"kubernetes.io/bootstrapping": "rbac-defaults"}}
		with data.config.parameters as _parameters
	not rule.not_applicable with input as _role([]) with data.config.parameters as _parameters
}
