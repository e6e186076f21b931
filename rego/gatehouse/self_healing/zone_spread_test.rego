package gatehouse.self_healing.zone_spread_test

import data.gatehouse.self_healing.zone_spread

_parameters := {"zone-spread": {"minReplicas": 2, "topologyKeys": ["topology.kubernetes.io/zone"]}}

_zone := "topology.kubernetes.io/zone"

_kubernetes(replicas, pod) := {
	"source": "kubernetes",
	"object": {"spec": {"replicas": replicas, "template": {"spec": pod}}},
}

_terraform(pod, unknown) := {
	"source": "terraform",
	"object": {"spec": [{"replicas": "3", "template": [{"spec": [pod]}]}]},
	"unknown": unknown,
}

_judged(resource) := [{violation.path | some violation in violations}, {unknown.path | some unknown in unknowns}] if {
	violations := zone_spread.violations with input as {"resource": resource} with data.config.parameters as _parameters
	unknowns := zone_spread.unknowns with input as {"resource": resource} with data.config.parameters as _parameters
}

_anti_affinity(key) := {"affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{
	"weight": 100,
	"podAffinityTerm": {"topologyKey": key},
}]}}}

_path := "/spec/template/spec/topologySpreadConstraints"

test_a_spread_keeps_the_promise if {
	_judged(_kubernetes(3, {"topologySpreadConstraints": [{"topologyKey": _zone}]})) == [set(), set()]
	_judged(_kubernetes(3, _anti_affinity(_zone))) == [set(), set()]
	_judged(_terraform({"topology_spread_constraint": [{"topology_key": _zone}]}, {})) == [set(), set()]
}

test_none_or_one_over_nodes_is_found if {
	_judged(_kubernetes(2, {})) == [{_path}, set()]
	_judged(_kubernetes(2, _anti_affinity("kubernetes.io/hostname"))) == [{_path}, set()]
	_judged(_terraform({}, {})) == [{"/spec/0/template/0/spec/0/topology_spread_constraint"}, set()]
}

test_a_single_replica_is_not_judged if {
	zone_spread.not_applicable with input as {"resource": _kubernetes(1, {})} with data.config.parameters as _parameters
	_judged(_kubernetes(null, {})) == [set(), set()]
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	blocks := "/spec/0/template/0/spec/0/topology_spread_constraint"
	_judged(_terraform({}, {blocks: mark})) == [set(), {blocks}]
	key := $"{blocks}/0/topology_key"
	_judged(_terraform({"topology_spread_constraint": [{}]}, {key: mark})) == [set(), {key}]
}

test_replicas_that_are_not_known_yet_are_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	_judged(_terraform({}, {"/spec/0/replicas": mark})) == [set(), {"/spec/0/replicas"}]
}
