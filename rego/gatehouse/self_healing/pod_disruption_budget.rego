# METADATA
# title: A drain never takes every replica, and is never blocked for ever
# description: >-
#   Replicas survive a crash, but a node drain evicts them together unless a PodDisruptionBudget says how many must
#   stay. A budget that allows no eviction at all is as bad: the node upgrade waits for it until somebody deletes pods.
#   Percentages are counted against the workload's own replicas, rounded up as the disruption controller does.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#   - ref: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
#   - ref: https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go
# custom:
#   id: pod-disruption-budget
#   pack: self-healing
#   severity: medium
#   action: warn
#   unknown: warn
#   facets: [replicas, budget]
#   remediation: >-
#     Add one PodDisruptionBudget that selects the pods of the workload and no others; `maxUnavailable: 1` suits nearly
#     all. Where one is there, let it leave at least one pod to evict, and let no second one select the same pods: the
#     eviction API refuses pods that several budgets select.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minReplicas:
#         description: Workloads with fewer replicas are left alone; a budget cannot help a single pod.
#         type: integer
#         minimum: 2
#         default: 2
#       namespaces:
#         description: Where the rule asks, as globs. Without any, everywhere.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#       gracePeriod:
#         description: >-
#           How long a workload may be in its cluster without a budget before that is denied; until then it is a warning,
#           because whoever applies both applies one of them first.
#         type: string
#         format: duration
#         default: 5m
#       maxContextAge:
#         description: What was last known of PodDisruptionBudgets longer ago is not relied on, where they are watched.
#         type: string
#         format: duration
#         default: 10m
package gatehouse.self_healing.pod_disruption_budget

import data.gatehouse.lib.age
import data.gatehouse.lib.glob
import data.gatehouse.lib.hcl
import data.gatehouse.lib.text

_parameters := data.config.parameters["pod-disruption-budget"]

_replicas := input.resource.facets.replicas

_budgets := input.context.budgets

_namespace := object.get(input.resource, "namespace", "default")

violations contains violation if {
	_workload
	not _replicas.podLabelsUnknown
	_current
	count(_budgets.selecting) == 0
	count(_budgets.undecided) == 0
	message := concat("", [
		$"{_replicas.value} replicas and no PodDisruptionBudget selects their pods, so a node drain may evict all at once",
		"; add one with maxUnavailable: 1",
	])
	violation := object.union({"path": _replicas.path, "message": message}, object.union(_fix, _early))
}

violations contains violation if {
	_workload
	_current
	count(_budgets.selecting) > 1
	names := concat(", ", sort([budget.name | some budget in _budgets.selecting]))
	violation := {"path": _replicas.path, "message": concat("", [
		$"{count(_budgets.selecting)} PodDisruptionBudgets select its pods ({names})",
		", and the eviction API evicts no pod that several select; keep one",
	])}
}

violations contains violation if {
	_workload
	some budget in _only
	not _undecidable(budget)
	not _leaves_one(budget)
	message := concat("", [
		$"PodDisruptionBudget {budget.name} ({_terms(budget)}) leaves none of the {_replicas.value} replicas to evict",
		", so a node drain waits for ever; set maxUnavailable: 1",
	])
	violation := {"path": _replicas.path, "message": message}
}

violations contains violation if {
	_in_scope
	budget := input.resource.facets.budget
	fault := _fault(budget)
	violation := {"path": fault.path, "message": fault.message}
}

unknowns contains unknown if {
	_in_scope
	_replicas.state == "unknown"
	unknown := {"path": _replicas.path, "message": "how many replicas there will be is known only after apply"}
}

unknowns contains unknown if {
	_workload
	not _budgets.known
	message := concat("", [
		$"{_replicas.value} replicas, and PodDisruptionBudgets cannot be seen from here",
		": give their manifests as context, or let an audit tell",
	])
	unknown := {"path": _replicas.path, "message": message}
}

unknowns contains unknown if {
	_workload
	_budgets.known
	not _current
	message := concat("", [
		$"{_replicas.value} replicas, and what is known of PodDisruptionBudgets is {age.text(_budgets.ageSeconds)} old",
		$", more than {_parameters.maxContextAge.text}: the watch of the cluster is behind",
	])
	unknown := {"path": _replicas.path, "message": message}
}

unknowns contains unknown if {
	_workload
	_current
	_replicas.podLabelsUnknown
	unknown := {"path": _replicas.path, "message": _unlabelled}
}

_unlabelled := concat("", [
	$"its pods are those of {_replicas.podsOf}, and which PodDisruptionBudget selects them depends on their labels",
	"; repeat them in spec.selector.matchLabels to have it judged here",
]) if {
	_replicas.podsOf
} else := "the labels of its pods are known only after apply, and with them which PodDisruptionBudget selects them"

unknowns contains unknown if {
	_workload
	_current
	not _replicas.podLabelsUnknown
	count(_budgets.selecting) == 0
	count(_budgets.undecided) > 0
	names := concat(", ", sort([budget.name | some budget in _budgets.undecided]))
	unknown := {
		"path": _replicas.path,
		"message": $"whether {names} selects its pods is known only after apply",
	}
}

unknowns contains unknown if {
	_workload
	some budget in _only
	_undecidable(budget)
	unknown := {
		"path": _replicas.path,
		"message": $"how many pods PodDisruptionBudget {budget.name} leaves to evict is known only after apply",
	}
}

unknowns contains unknown if {
	_in_scope
	some bound in _bounds(input.resource.facets.budget)
	bound.state == "unknown"
	unknown := {"path": bound.path, "message": "the bound of this PodDisruptionBudget is known only after apply"}
}

_in_scope if count(_parameters.namespaces) == 0

_in_scope if glob.any_match(_parameters.namespaces, _namespace)

_workload if {
	_in_scope
	_replicas.state == "known"
	_replicas.value >= _parameters.minReplicas
}

default _early := {}

_early := {"early": true} if input.context.ageSeconds < _parameters.gracePeriod.value

# The budgets are known, and not too long ago. Where nothing is watched they have no age.
_current if {
	_budgets.known
	object.get(_budgets, "ageSeconds", 0) <= _parameters.maxContextAge.value
}

_only contains budget if {
	_current
	count(_budgets.selecting) == 1
	some budget in _budgets.selecting
}

_bounds(budget) := {bound |
	some key in ["minAvailable", "maxUnavailable"]
	bound := budget[key]
}

_undecidable(budget) if {
	some bound in _bounds(budget)
	bound.state == "unknown"
}

# As the disruption controller counts with every pod healthy. A budget with no bound, with both or with an invalid one
# leaves none: the controller then allows nothing, or the API has refused it.
_leaves_one(budget) if {
	not budget.minAvailable
	_amount(budget.maxUnavailable) > 0
}

_leaves_one(budget) if {
	not budget.maxUnavailable
	_amount(budget.minAvailable) < _replicas.value
}

_amount(bound) := bound.value if {
	bound.state == "known"
	bound.unit == "count"
}

_amount(bound) := ceil((_replicas.value * bound.value) / 100) if {
	bound.state == "known"
	bound.unit == "percent"
}

_terms(budget) := concat(" and ", terms) if {
	terms := [$"{key}: {_text(bound)}" |
		some key in ["minAvailable", "maxUnavailable"]
		bound := budget[key]
	]
	count(terms) > 0
} else := "without minAvailable and maxUnavailable"

_text(bound) := bound.text if bound.text

else := concat("", [format_int(bound.value, 10), _sign[bound.unit]])

_sign := {"count": "", "percent": "%"}

# What is wrong with a budget whatever it selects.
_fault(budget) := {"path": budget.path, "message": message} if {
	count(_bounds(budget)) == 0
	message := "neither minAvailable nor maxUnavailable is set, which allows no eviction; set maxUnavailable: 1"
}

_fault(budget) := {"path": budget.path, "message": message} if {
	budget.minAvailable
	budget.maxUnavailable
	message := "minAvailable and maxUnavailable exclude each other; keep one"
}

_fault(budget) := {"path": bound.path, "message": message} if {
	[key, bound] := _single(budget)
	bound.state == "invalid"
	message := $"{key}: {object.get(bound, "text", "it")} is neither a count nor a percentage"
}

_fault(budget) := {"path": bound.path, "message": message} if {
	[key, bound] := _single(budget)
	_never(key, bound)
	message := concat("", [
		$"{key}: {_text(bound)} allows no eviction, so every node drain waits for ever",
		"; set maxUnavailable: 1",
	])
}

_single(budget) := ["minAvailable", budget.minAvailable] if not budget.maxUnavailable

_single(budget) := ["maxUnavailable", budget.maxUnavailable] if not budget.minAvailable

_never("maxUnavailable", bound) if {
	bound.state == "known"
	bound.value == 0
}

_never("minAvailable", bound) if {
	bound.state == "known"
	bound.unit == "percent"
	bound.value >= 100
}

# What a budget for this workload should select: never nothing, which would be every pod of the namespace.
_selector := _replicas.selector if count(_replicas.selector) > 0

else := _replicas.podLabels if count(_replicas.podLabels) > 0

default _fix := {}

_fix := {"fix": {"description": "add a PodDisruptionBudget", "offer": concat("\n", _manifest)}} if {
	input.resource.source == "kubernetes"
	_selector
}

_fix := {"fix": {"description": "add a PodDisruptionBudget", "offer": concat("\n", _hcl)}} if {
	startswith(input.resource.type, "kubernetes_")
	_selector
}

# In an order that every evaluator has.
_selected := sort([key | some key, _ in _selector])

_manifest := array.concat(
	array.concat(
		["apiVersion: policy/v1", "kind: PodDisruptionBudget", "metadata:", $"  name: {text.yaml(input.resource.name)}"],
		[$"  namespace: {text.yaml(namespace)}" | namespace := input.resource.namespace],
	),
	array.concat(
		["spec:", "  maxUnavailable: 1", "  selector:", "    matchLabels:"],
		array.concat([$"      {text.yaml(key)}: {text.quoted(_selector[key])}" | some key in _selected], [""]),
	),
)

_hcl := array.concat(
	array.concat(
		[
			$"resource \"kubernetes_pod_disruption_budget_v1\" {hcl.literal(replace(input.resource.name, ".", "_"))} \{",
			"  metadata {",
			$"    name      = {hcl.literal(input.resource.name)}",
		],
		[$"    namespace = {hcl.literal(namespace)}" | namespace := input.resource.namespace],
	),
	array.concat(
		["  }", "  spec {", "    max_unavailable = \"1\"", "    selector {", "      match_labels = {"],
		array.concat(
			[$"        {hcl.literal(key)} = {hcl.literal(_selector[key])}" | some key in _selected],
			["      }", "    }", "  }", "}", ""],
		),
	),
)
