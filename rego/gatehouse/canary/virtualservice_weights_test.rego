package gatehouse.canary.virtualservice_weights_test

import data.gatehouse.canary.virtualservice_weights

_found(spec) := {violation.path: violation.message |
	some violation in virtualservice_weights.violations with input.resource.object as {"spec": spec}
}

_says(total) := $"the weights of the route add up to {total}; make them percentages that add up to 100"

test_a_hundred_is_kept if _found({"http": [{"route": [{"weight": 99}, {"weight": 1}]}]}) == {}

test_other_sums_are_found_in_each_protocol if {
	_found({
		"http": [{"route": [{"weight": 90}, {"weight": 1}]}, {"route": [{"weight": 60}, {"weight": 40}]}],
		"tcp": [{"route": [{"weight": 100}, {"weight": 100}]}],
		"tls": [{"route": [{}, {"weight": 5}]}],
	}) == {"/spec/http/0/route": _says(91), "/spec/tcp/0/route": _says(200), "/spec/tls/0/route": _says(5)}
}

test_one_destination_is_not_judged if {
	_found({"http": [{"route": [{"weight": 1}]}, {"redirect": {"uri": "/"}}]}) == {}
	virtualservice_weights.not_applicable with input.resource.object as {"spec": {"http": [{"route": [{}]}]}}
}
