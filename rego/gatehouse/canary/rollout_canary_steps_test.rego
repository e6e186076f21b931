package gatehouse.canary.rollout_canary_steps_test

import data.gatehouse.canary.rollout_canary_steps

_found(replicas, canary) := {violation.path |
	object := {"spec": {"replicas": replicas, "strategy": {"canary": canary}}}
	some violation in rollout_canary_steps.violations with input.resource.object as object
		with data.config.parameters as {"rollout-canary-steps": {"firstWeight": 1}}
}

_routing := {"istio": {"virtualService": {"name": "shop"}}}

test_one_percent_first_is_kept if {
	_found(3, {"trafficRouting": _routing, "steps": [{"setWeight": 1}, {"setWeight": 50}]}) == set()
	_found(3, {"trafficRouting": _routing, "steps": [{"setWeight": 0}, {"pause": {}}, {"setWeight": 1}]}) == set()
}

test_a_large_first_weight_is_found if {
	steps := [{"pause": {}}, {"setWeight": 20}, {"setWeight": 1}]
	_found(3, {"trafficRouting": _routing, "steps": steps}) == {"/spec/strategy/canary/steps/1/setWeight"}
}

test_no_weight_is_found if {
	_found(3, {}) == {"/spec/strategy/canary/steps"}
	_found(3, {"steps": [{"pause": {}}]}) == {"/spec/strategy/canary/steps"}
}

test_a_share_of_few_pods_is_found if {
	_found(10, {"steps": [{"setWeight": 1}]}) == {"/spec/strategy/canary/trafficRouting"}
}

test_a_share_of_many_or_of_scaled_pods_is_kept if {
	_found(100, {"steps": [{"setWeight": 1}]}) == set()
	_found(null, {"steps": [{"setWeight": 1}]}) == set()
	_found(0, {"steps": [{"setWeight": 1}]}) == set()
}

test_blue_green_is_not_judged if {
	rollout_canary_steps.not_applicable with input.resource.object as {"spec": {"strategy": {"blueGreen": {}}}}
}
