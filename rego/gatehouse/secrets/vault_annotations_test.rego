package gatehouse.secrets.vault_annotations_test

import data.gatehouse.secrets.vault_annotations as rule

_deployment(own, pods) := {"resource": {"type": "apps/v1/Deployment", "object": {
	"metadata": {"annotations": own},
	"spec": {"template": {"metadata": {"annotations": pods}}},
}}}

_full(annotations) := {$"vault.hashicorp.com/{name}": value | some name, value in annotations}

_found(own, pods) := {part: violation.message |
	some violation in rule.violations with input as _deployment(_full(own), _full(pods))
		with data.config.parameters as {"vault-annotations": {"also": ["ours-*"]}}
	parts := split(violation.path, "~1")
	part := parts[count(parts) - 1]
}

_good := {
	"agent-inject": "true",
	"role": "shop",
	"agent-inject-secret-database": "secret/data/shop/database",
	"agent-inject-template-database": "{{ with secret }}",
}

_wrong(names) := {name | some name, _ in names}

test_well_formed if _found({}, _good) == {}

test_others_are_not_judged if {
	rule.not_applicable with input as _deployment({"a": "b"}, {"c": "d"})
	not rule.not_applicable with input as _deployment({}, _full(_good))
	not rule.not_applicable with input as _deployment(_full(_good), {})
}

test_annotations_of_the_workload_do_nothing if {
	_wrong(_found({"agent-inject": "true"}, {})) == {"agent-inject"}
	_found({"agent-inject": "true"}, _good) == {}
}

test_a_pod_has_its_own if {
	given := {"type": "v1/Pod", "object": {"metadata": {"annotations": _full(_good)}}}
	violations := rule.violations with input.resource as given with data.config.parameters as {"vault-annotations": {"also": []}}
	violations == set()
	job := {"type": "batch/v1/CronJob", "object": {"spec": {"jobTemplate": {"spec": {"template": {"metadata": {"annotations": _full({"role": "a"})}}}}}}}
	found := rule.violations with input.resource as job with data.config.parameters as {"vault-annotations": {"also": []}}
	{one.path | some one in found} == {"/spec/jobTemplate/spec/template/metadata/annotations/vault.hashicorp.com~1agent-inject"}
}

test_nothing_is_injected if {
	_wrong(_found({}, object.remove(_good, {"agent-inject"}))) == {"agent-inject"}
	_wrong(_found({}, object.union(_good, {"agent-inject": "yes"}))) == {"agent-inject"}
	_found({}, {"agent-inject": "false"}) == {}
}

test_a_role_is_needed if {
	_wrong(_found({}, object.remove(_good, {"role"}))) == {"role"}
	_found({}, object.union(object.remove(_good, {"role"}), {"agent-configmap": "agent"})) == {}
	_found({}, object.union(object.remove(_good, {"role"}), {"auth-config-role": "shop"})) == {}
	_found({}, object.union(object.remove(_good, {"role"}), {"auth-type": "approle"})) == {}
}

test_secrets_have_paths if {
	_wrong(_found({}, object.union(_good, {"agent-inject-secret-api": " "}))) == {"agent-inject-secret-api"}
	_found({}, object.union(_good, {"agent-inject-secret-database": ""})) == {}
	_found({}, object.union(_good, {"agent-inject-secret-a": "", "agent-inject-template-file-a": "/a"})) == {}
}

test_parts_have_secrets if {
	_found({}, object.union(_good, {"agent-inject-template-databse": "x"})) == {"agent-inject-template-databse": "there is no secret of that name; add vault.hashicorp.com/agent-inject-secret-databse"}
}

test_keys_are_known if {
	_wrong(_found({}, object.union(_good, {"agent-injct": "true"}))) == {"agent-injct"}
	_found({}, object.union(_good, {"ours-x": "true", "agent-limits-cpu": "100m", "tls-skip-verify": "true"})) == {}
}
