package gatehouse.blue_green.rollout_scale_down_delay_test

import data.gatehouse.blue_green.rollout_scale_down_delay

_found(strategy, least) := {violation.path: violation.fix.patch[0].value |
	some violation in rollout_scale_down_delay.violations with input.resource.object as {"spec": {"strategy": strategy}}
		with data.config.parameters as {"rollout-scale-down-delay": {"minSeconds": least}}
}

_path := "/spec/strategy/blueGreen/scaleDownDelaySeconds"

test_too_short_is_made_longer if {
	_found({"blueGreen": {"scaleDownDelaySeconds": 5}}, 30) == {_path: 30}
	_found({"blueGreen": {"scaleDownDelaySeconds": 0}}, 30) == {_path: 30}
}

test_the_default_is_30_seconds if {
	_found({"blueGreen": {}}, 30) == {}
	_found({"blueGreen": {}}, 600) == {_path: 600}
}

test_other_strategies_are_not_judged if {
	_found({"canary": {"scaleDownDelaySeconds": 5}}, 30) == {}
	rollout_scale_down_delay.not_applicable with input.resource.object as {"spec": {"strategy": {"canary": {}}}}
}
