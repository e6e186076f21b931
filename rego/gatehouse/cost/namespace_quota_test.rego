package gatehouse.cost.namespace_quota_test

import data.gatehouse.cost.namespace_quota as rule

_input(name, quotas, known) := {
	"resource": {"type": "v1/Namespace", "id": $"Namespace/{name}", "name": name, "object": {}},
	"context": {"siblings": {"namespace-quota": {"known": known, "resources": quotas}}},
}

_quota(namespace, hard) := {"type": "v1/ResourceQuota", "namespace": namespace, "object": {"spec": {"hard": hard}}}

_judged(quotas, known) := {"violations": {violation.message | some violation in violations}, "unknowns": count(unknowns)} if {
	violations := rule.violations with input as _input("shop", quotas, known)
	unknowns := rule.unknowns with input as _input("shop", quotas, known)
}

_good := {"violations": set(), "unknowns": 0}

_bad(what) := {"violations": {$"nothing bounds the {what} of this namespace; add a ResourceQuota"}, "unknowns": 0}

test_none_is_found_where_all_are_seen if {
	_judged([], true) == _bad("cpu and memory")
	_judged([], false) == {"violations": set(), "unknowns": 1}
}

test_requests_and_limits_both_bound if {
	_judged([_quota("shop", {"requests.cpu": "4", "limits.memory": "8Gi"})], true) == _good
	_judged([_quota("shop", {"cpu": "4"}), _quota("shop", {"memory": "8Gi"})], true) == _good
}

test_half_a_quota_is_told if _judged([_quota("shop", {"requests.cpu": "4", "pods": "10"})], true) == _bad("memory")

test_another_namespace_s_does_not_count if _judged([_quota("other", {"cpu": "4", "memory": "8Gi"})], true) == _bad("cpu and memory")

test_system_namespaces_need_none if {
	rule.not_applicable with input as _input("kube-system", [], true) with data.config.parameters["namespace-quota"] as {"exempt": ["kube-*"]}
	not rule.not_applicable with input as _input("shop", [], true) with data.config.parameters["namespace-quota"] as {"exempt": ["kube-*"]}
}

test_terraform_may_refer_to_the_namespace if {
	namespace := {"type": "kubernetes_namespace_v1", "id": "kubernetes_namespace_v1.shop", "name": "shop", "object": {}}
	references := [{"type": namespace.type, "id": namespace.id, "attribute": "metadata"}]
	quota := {
		"type": "kubernetes_resource_quota_v1",
		"id": "kubernetes_resource_quota_v1.shop",
		"object": {"metadata": [{}], "spec": [{"hard": {"cpu": "4", "memory": "8Gi"}}]},
		"unknown": {"/metadata/0/namespace": {"references": references, "computed": false, "open": false}},
	}
	violations := rule.violations with input as {
		"resource": namespace,
		"context": {"siblings": {"namespace-quota": {"known": true, "resources": [quota]}}},
	}
	violations == set()
}
