package gatehouse.self_healing.pod_disruption_budget_test

import data.gatehouse.self_healing.pod_disruption_budget as rule

_defaults := {
	"minReplicas": 2,
	"namespaces": [],
	"gracePeriod": {"text": "5m", "value": 300},
	"maxContextAge": {"text": "10m", "value": 600},
}

_count(value) := {"path": "/b", "state": "known", "unit": "count", "value": value, "text": format_int(value, 10)}

_percent(value) := {"path": "/b", "state": "known", "unit": "percent", "value": value}

_budget(name, fields) := object.union({"name": name, "path": "/spec"}, fields)

_workload(replicas, budgets) := {
	"resource": {
		"source": "kubernetes",
		"type": "apps/v1/Deployment",
		"name": "web",
		"namespace": "shop",
		"facets": {"replicas": object.union(
			{"path": "/spec/replicas", "state": "known", "podLabels": {"app": "web"}},
			replicas,
		)},
	},
	"context": {"budgets": object.union({"known": true, "selecting": [], "undecided": []}, budgets)},
}

_of_budget(fields) := {
	"resource": {"source": "kubernetes", "name": "web", "facets": {"budget": _budget("web", fields)}},
	"context": {"budgets": {"known": true, "selecting": [], "undecided": []}},
}

_violations(given, parameters) := found if {
	found := rule.violations with input as given
		with data.config.parameters["pod-disruption-budget"] as object.union(_defaults, parameters)
}

_unknowns(given, parameters) := found if {
	found := rule.unknowns with input as given
		with data.config.parameters["pod-disruption-budget"] as object.union(_defaults, parameters)
}

_messages(given) := {[violation.path, violation.message] | some violation in _violations(given, {})}

_none_selects := concat("", [
	"3 replicas and no PodDisruptionBudget selects their pods, so a node drain may evict all at once",
	"; add one with maxUnavailable: 1",
])

test_fail_no_budget if {
	_violations(_workload({"value": 3, "selector": {"app": "web", "1": "yes"}}, {}), {}) == {{
		"path": "/spec/replicas",
		"message": _none_selects,
		"fix": {
			"description": "add a PodDisruptionBudget",
			"offer": concat("\n", [
				"apiVersion: policy/v1",
				"kind: PodDisruptionBudget",
				"metadata:",
				"  name: web",
				"  namespace: shop",
				"spec:",
				"  maxUnavailable: 1",
				"  selector:",
				"    matchLabels:",
				`      "1": "yes"`,
				`      app: "web"`,
				"",
			]),
		},
	}}
}

test_fail_no_budget_in_terraform if {
	given := json.patch(_workload({"value": 3}, {}), [
		{"op": "replace", "path": "/resource/source", "value": "terraform"},
		{"op": "replace", "path": "/resource/type", "value": "kubernetes_deployment_v1"},
		{"op": "replace", "path": "/resource/name", "value": "web.v2"},
	])
	_violations(given, {}) == {{
		"path": "/spec/replicas",
		"message": _none_selects,
		"fix": {
			"description": "add a PodDisruptionBudget",
			"offer": concat("\n", [
				`resource "kubernetes_pod_disruption_budget_v1" "web_v2" {`,
				"  metadata {",
				`    name      = "web.v2"`,
				`    namespace = "shop"`,
				"  }",
				"  spec {",
				`    max_unavailable = "1"`,
				"    selector {",
				"      match_labels = {",
				`        "app" = "web"`,
				"      }",
				"    }",
				"  }",
				"}",
				"",
			]),
		},
	}}
}

# An empty selector would be every pod of the namespace.
test_no_offer_without_labels if {
	given := json.patch(_workload({"value": 3}, {}), [{
		"op": "replace",
		"path": "/resource/facets/replicas/podLabels",
		"value": {},
	}])
	_violations(given, {}) == {{"path": "/spec/replicas", "message": _none_selects}}
}

test_fail_several_budgets if {
	selecting := [_budget("b", {"maxUnavailable": _count(1)}), _budget("a", {"maxUnavailable": _count(1)})]
	_messages(_workload({"value": 2}, {"selecting": selecting})) == {["/spec/replicas", concat("", [
		"2 PodDisruptionBudgets select its pods (a, b)",
		", and the eviction API evicts no pod that several select; keep one",
	])]}
}

_leaves(replicas, bounds) if {
	_messages(_workload({"value": replicas}, {"selecting": [_budget("web", bounds)]})) == set()
}

test_success_leaves_an_eviction if {
	_leaves(2, {"minAvailable": _count(1)})
	_leaves(3, {"minAvailable": _percent(66)})
	_leaves(100, {"minAvailable": _percent(99)})
	_leaves(2, {"maxUnavailable": _percent(1)})
	_leaves(2, {"maxUnavailable": _count(5)})
}

test_fail_leaves_none if {
	not _leaves(2, {"minAvailable": _count(2)})
	not _leaves(2, {"minAvailable": _count(3)})
	not _leaves(3, {"minAvailable": _percent(67)})
	not _leaves(99, {"minAvailable": _percent(99)})
	not _leaves(5, {"maxUnavailable": _count(0)})
	not _leaves(5, {"maxUnavailable": _percent(0)})
	not _leaves(5, {})
	not _leaves(5, {"minAvailable": _count(1), "maxUnavailable": _count(1)})
	not _leaves(5, {"minAvailable": {"path": "/b", "state": "invalid", "text": "half"}})
}

_terms(bounds) := {regex.find_all_string_submatch_n(`\((.*)\)`, violation.message, 1)[0][1] |
	some violation in _violations(_workload({"value": 2}, {"selecting": [_budget("web", bounds)]}), {})
}

test_a_budget_that_leaves_none_is_described if {
	_terms({"minAvailable": _percent(60)}) == {"minAvailable: 60%"}
	_terms({"minAvailable": _count(2)}) == {"minAvailable: 2"}
	_terms({}) == {"without minAvailable and maxUnavailable"}
}

test_fail_budget_that_never_allows_an_eviction if {
	waits := "allows no eviction, so every node drain waits for ever; set maxUnavailable: 1"
	_messages(_of_budget({"maxUnavailable": _count(0)})) == {["/b", $"maxUnavailable: 0 {waits}"]}
	_messages(_of_budget({"maxUnavailable": _percent(0)})) == {["/b", $"maxUnavailable: 0% {waits}"]}
	_messages(_of_budget({"minAvailable": _percent(100)})) == {["/b", $"minAvailable: 100% {waits}"]}
}

test_fail_budget_without_a_proper_bound if {
	_messages(_of_budget({})) == {[
		"/spec",
		"neither minAvailable nor maxUnavailable is set, which allows no eviction; set maxUnavailable: 1",
	]}
	_messages(_of_budget({"minAvailable": _count(1), "maxUnavailable": _count(1)})) == {["/spec", "minAvailable and maxUnavailable exclude each other; keep one"]}
	_messages(_of_budget({"maxUnavailable": {"path": "/b", "state": "invalid", "text": "some"}})) == {["/b", "maxUnavailable: some is neither a count nor a percentage"]}
}

test_success_budget_that_allows_one if {
	_messages(_of_budget({"maxUnavailable": _count(1)})) == set()
	_messages(_of_budget({"minAvailable": _percent(99)})) == set()
	_messages(_of_budget({"minAvailable": _count(1)})) == set()
}

test_success_below_the_minimum if {
	_violations(_workload({"value": 1}, {}), {}) == set()
	_violations(_workload({"value": 2}, {}), {"minReplicas": 3}) == set()
}

test_namespaces if {
	_violations(_workload({"value": 3}, {}), {"namespaces": ["prod*"]}) == set()
	count(_violations(_workload({"value": 3}, {}), {"namespaces": ["sh*"]})) == 1
	_violations(_of_budget({}), {"namespaces": ["prod*"]}) == set()
	count(_violations(_of_budget({}), {"namespaces": ["default"]})) == 1
}

test_unknown_replicas if {
	given := _workload({"state": "unknown"}, {})
	_violations(given, {}) == set()
	_unknowns(given, {}) == {{"path": "/spec/replicas", "message": "how many replicas there will be is known only after apply"}}
}

test_unknown_budgets if {
	given := _workload({"value": 2}, {"known": false})
	_violations(given, {}) == set()
	_unknowns(given, {}) == {{"path": "/spec/replicas", "message": concat("", [
		"2 replicas, and PodDisruptionBudgets cannot be seen from here",
		": give their manifests as context, or let an audit tell",
	])}}
}

test_unknown_pod_labels if {
	given := _workload({"value": 2, "podLabelsUnknown": true}, {})
	_violations(given, {}) == set()
	{unknown.path | some unknown in _unknowns(given, {})} == {"/spec/replicas"}
}

test_pods_of_another_workload if {
	given := _workload({"value": 2, "podLabelsUnknown": true, "podsOf": "Deployment web"}, {})
	some unknown in _unknowns(given, {})
	startswith(unknown.message, "its pods are those of Deployment web, and which PodDisruptionBudget selects them")
}

test_unknown_selector if {
	given := _workload({"value": 2}, {"undecided": [_budget("b", {}), _budget("a", {})]})
	_violations(given, {}) == set()
	_unknowns(given, {}) == {{"path": "/spec/replicas", "message": "whether a, b selects its pods is known only after apply"}}
}

test_unknown_bound if {
	unknown := {"path": "/b", "state": "unknown"}
	given := _workload({"value": 2}, {"selecting": [_budget("web", {"minAvailable": unknown})]})
	_violations(given, {}) == set()
	_unknowns(given, {}) == {{
		"path": "/spec/replicas",
		"message": "how many pods PodDisruptionBudget web leaves to evict is known only after apply",
	}}
	_violations(_of_budget({"minAvailable": unknown}), {}) == set()
	_unknowns(_of_budget({"minAvailable": unknown}), {}) == {{"path": "/b", "message": "the bound of this PodDisruptionBudget is known only after apply"}}
}

_early(age, grace) if {
	given := object.union(_workload({"value": 3}, {}), {"context": {"ageSeconds": age}})
	some violation in _violations(given, {"gracePeriod": {"text": "", "value": grace}})
	violation.early
}

test_early_while_young if {
	_early(299, 300)
	not _early(300, 300)
	not _early(0, 0)
}

test_never_early_with_a_wrong_budget if {
	budget := _budget("web", {"minAvailable": _count(3)})
	given := object.union(_workload({"value": 3}, {"selecting": [budget]}), {"context": {"ageSeconds": 0}})
	every violation in _violations(given, {}) {
		not violation.early
	}
	count(_violations(given, {})) == 1
}

test_unknown_with_an_old_context if {
	budget := _budget("web", {"minAvailable": _count(3)})
	old := {"path": "/spec/replicas", "message": concat("", [
		"3 replicas, and what is known of PodDisruptionBudgets is 119 minutes old",
		", more than 10m: the watch of the cluster is behind",
	])}
	every budgets in [{"ageSeconds": 7199}, {"ageSeconds": 7199, "selecting": [budget]}] {
		given := _workload({"value": 3}, budgets)
		count(_violations(given, {})) == 0
		_unknowns(given, {}) == {old}
	}
}

test_known_with_a_recent_context if {
	count(_unknowns(_workload({"value": 3}, {"ageSeconds": 600}), {})) == 0
	count(_violations(_workload({"value": 3}, {"ageSeconds": 600}), {})) == 1
}
