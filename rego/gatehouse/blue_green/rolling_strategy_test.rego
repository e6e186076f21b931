package gatehouse.blue_green.rolling_strategy_test

import data.gatehouse.blue_green.rolling_strategy

_defaults := {"rolling-strategy": {"maxUnavailable": 50, "acceptVolumes": true}}

_kubernetes(spec) := {"source": "kubernetes", "object": {"spec": spec}}

_rolling(replicas, unavailable, surge) := _kubernetes({
	"replicas": replicas,
	"strategy": {"rollingUpdate": {"maxUnavailable": unavailable, "maxSurge": surge}},
})

_found(resource) := {violation.path: violation.message |
	some violation in rolling_strategy.violations with input.resource as resource
		with data.config.parameters as _defaults
}

_patched(resource) := {violation.fix.patch |
	some violation in rolling_strategy.violations with input.resource as resource
		with data.config.parameters as _defaults
}

_away := "/spec/strategy/rollingUpdate/maxUnavailable"

test_the_default_rolls if _found(_kubernetes({"replicas": 1})) == {}

test_recreate_is_an_outage if {
	resource := _kubernetes({"replicas": 3, "strategy": {"type": "Recreate"}})
	{path | some path, _ in _found(resource)} == {"/spec/strategy/type"}
	some patch in _patched(resource)
	patch[0].value.type == "RollingUpdate"
}

test_volumes_of_one_node_cannot_roll if {
	pod := {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
	resource := _kubernetes({"strategy": {"type": "Recreate"}, "template": {"spec": pod}})
	rolling_strategy.not_applicable with input.resource as resource with data.config.parameters as _defaults
	strict := {"rolling-strategy": {"maxUnavailable": 50, "acceptVolumes": false}}
	not rolling_strategy.not_applicable with input.resource as resource with data.config.parameters as strict
}

test_nothing_runs_without_replicas if {
	resource := _kubernetes({"replicas": 0, "strategy": {"type": "Recreate"}})
	rolling_strategy.not_applicable with input.resource as resource with data.config.parameters as _defaults
}

test_most_of_the_pods_may_not_go if {
	_found(_rolling(4, 3, 1)) == {_away: "a rollout may take 75 % of the pods away at once; let at most 50 % be away"}
	{path | some path, _ in _found(_rolling(1, 1, 1))} == {_away}
	{path | some path, _ in _found(_rolling(2, "100%", "25%"))} == {_away}
	_found(_rolling(2, 1, 0)) == {}
	_found(_rolling(1, "99%", 1)) == {}
}

test_one_goes_where_none_could if {
	{path | some path, _ in _found(_rolling(1, "25%", 0))} == {_away}
	_found(_rolling(3, "25%", "0%")) == {}
	_patched(_rolling(1, 1, "0%")) == {[
		{"op": "add", "path": _away, "value": 0},
		{"op": "add", "path": "/spec/strategy/rollingUpdate/maxSurge", "value": 1},
	]}
}

test_without_replicas_a_percentage_is_known if {
	{path | some path, _ in _found(_kubernetes({"strategy": {"rollingUpdate": {"maxUnavailable": "80%"}}}))} == {_away}
	_found(_kubernetes({"strategy": {"rollingUpdate": {"maxUnavailable": 1}}})) == {}
}

_terraform(strategy, marks) := {
	"source": "terraform",
	"object": {"spec": [{"replicas": "2", "strategy": strategy, "template": []}]},
	"unknown": marks,
}

test_terraform_has_blocks if {
	resource := _terraform([{"type": "Recreate", "rolling_update": []}], {})
	{path | some path, _ in _found(resource)} == {"/spec/0/strategy/0/type"}
	_found(_terraform([{"type": "RollingUpdate", "rolling_update": [{"max_unavailable": "1"}]}], {})) == {}
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	resource := _terraform([{}], {"/spec/0/strategy/0/type": mark})
	unknowns := rolling_strategy.unknowns with input.resource as resource with data.config.parameters as _defaults
	{unknown.path | some unknown in unknowns} == {"/spec/0/strategy/0/type"}
	away := "/spec/0/strategy/0/rolling_update/0/max_unavailable"
	open := rolling_strategy.unknowns with input.resource as _terraform([{}], {away: mark})
		with data.config.parameters as _defaults
	{unknown.path | some unknown in open} == {away}
}
