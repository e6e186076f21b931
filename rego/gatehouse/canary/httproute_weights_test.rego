package gatehouse.canary.httproute_weights_test

import data.gatehouse.canary.httproute_weights

_found(rules) := {violation.path: violation.message |
	some violation in httproute_weights.violations with input.resource.object as {"spec": {"rules": rules}}
}

_says(total) := $"the weights of the backends add up to {total}; make them percentages that add up to 100"

test_a_hundred_is_kept if _found([{"backendRefs": [{"weight": 99}, {"weight": 1}]}]) == {}

test_no_weight_counts_one if {
	_found([{"backendRefs": [{"weight": 99}, {"name": "canary"}]}]) == {}
	_found([{"backendRefs": [{"weight": 90}, {"name": "canary"}]}]) == {"/spec/rules/0/backendRefs": _says(91)}
}

test_each_rule_is_found if {
	_found([{"backendRefs": [{"weight": 1}]}, {"backendRefs": [{"weight": 0}, {"weight": 0}]}]) == {"/spec/rules/1/backendRefs": _says(0)}
}

test_what_shares_alike_is_not_judged if {
	httproute_weights.not_applicable with input.resource.object as {"spec": {"rules": [{"backendRefs": [{}, {}]}]}}
}
