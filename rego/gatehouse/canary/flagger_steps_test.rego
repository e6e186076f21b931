package gatehouse.canary.flagger_steps_test

import data.gatehouse.canary.flagger_steps

_found(most, analysis) := {violation.path: violation.fix.patch |
	some violation in flagger_steps.violations with input.resource.object as {"spec": {"analysis": analysis}}
		with data.config.parameters as {"flagger-steps": {"firstWeight": most}}
}

_steps(weights) := {"op": "add", "path": "/spec/analysis/stepWeights", "value": weights}

test_one_percent_first_is_kept if {
	_found(1, {"stepWeights": [1, 10, 50]}) == {}
	_found(1, {"stepWeight": 1, "maxWeight": 20}) == {}
}

test_a_large_step_weight_is_found_and_replaced if {
	_found(1, {"stepWeight": 10, "maxWeight": 50}) == {"/spec/analysis/stepWeight": [
		{"op": "remove", "path": "/spec/analysis/stepWeight"},
		{"op": "remove", "path": "/spec/analysis/maxWeight"},
		_steps([1, 5, 10, 25, 50]),
	]}
}

test_step_weight_goes_before_step_weights if {
	object.keys(_found(1, {"stepWeight": 10, "stepWeights": [1, 2]})) == {"/spec/analysis/stepWeight"}
}

test_a_large_first_step_is_found if {
	_found(5, {"stepWeights": [10, 50]}) == {"/spec/analysis/stepWeights/0": [_steps([5, 10, 25, 50])]}
	_found(10, {"stepWeights": [10, 50]}) == {}
}

test_what_moves_no_weights_is_not_judged if {
	some analysis in [{"iterations": 10, "stepWeight": 50}, {"threshold": 5}]
	flagger_steps.not_applicable with input.resource.object as {"spec": {"analysis": analysis}}
}

test_what_moves_weights_is_judged if {
	every analysis in [{"stepWeight": 50}, {"stepWeights": [1]}] {
		not flagger_steps.not_applicable with input.resource.object as {"spec": {"analysis": analysis}}
	}
}
