package gatehouse.canary.rollout_canary_analysis_test

import data.gatehouse.canary.rollout_canary_analysis

_found(canary) := {violation.path |
	some violation in rollout_canary_analysis.violations with input.resource.object as {"spec": {"strategy": {"canary": canary}}}
}

_analysis := {"templates": [{"templateName": "success-rate"}]}

_nothing := {"/spec/strategy/canary/analysis"}

test_an_analysis_beside_the_steps_is_kept if _found({"analysis": _analysis}) == set()

test_an_analysis_among_the_steps_is_kept if _found({"steps": [{"setWeight": 1}, {"analysis": _analysis}]}) == set()

test_an_experiment_with_an_analysis_is_kept if {
	_found({"steps": [{"experiment": {"analyses": [{"name": "a", "templateName": "success-rate"}]}}]}) == set()
}

test_steps_alone_are_found if {
	_found({"steps": [{"setWeight": 1}, {"pause": {}}]}) == _nothing
	_found({}) == _nothing
}

test_an_analysis_of_nothing_is_found if _found({"analysis": {"templates": []}}) == _nothing

test_blue_green_is_not_judged if {
	rollout_canary_analysis.not_applicable with input.resource.object as {"spec": {"strategy": {"blueGreen": {}}}}
}
