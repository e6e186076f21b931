package gatehouse.canary.outlier_detection_test

import data.gatehouse.canary.outlier_detection

_found(spec) := {violation.path |
	some violation in outlier_detection.violations with input.resource.object as {"spec": spec}
}

_on := {"outlierDetection": {"consecutive5xxErrors": 5}}

_off := {"outlierDetection": {"consecutive5xxErrors": 0}}

_host := "/spec/trafficPolicy/outlierDetection"

test_detection_of_the_host_or_of_each_subset_is_kept if {
	_found({"trafficPolicy": _on, "subsets": [{"name": "v1"}, {"name": "v2"}]}) == set()
	_found({"subsets": [{"name": "v1", "trafficPolicy": _on}]}) == set()
	_found({"trafficPolicy": {"outlierDetection": {}}, "subsets": [{"name": "v1"}]}) == set()
}

test_none_is_found if {
	_found({"subsets": [{"name": "v1"}]}) == {_host}
	_found({"subsets": [{"name": "v1", "trafficPolicy": _on}, {"name": "v2"}]}) == {_host}
}

test_what_counts_nothing_is_found if {
	_found({"trafficPolicy": _off, "subsets": [{"name": "v1"}]}) == {_host}
	gateway := {"outlierDetection": {"consecutive5xxErrors": 0, "consecutiveGatewayErrors": 3}}
	_found({"trafficPolicy": gateway, "subsets": [{"name": "v1"}]}) == set()
}

test_a_subset_that_switches_it_off_is_found if {
	spec := {"trafficPolicy": _on, "subsets": [{"name": "v1"}, {"name": "v2", "trafficPolicy": _off}]}
	_found(spec) == {"/spec/subsets/1/trafficPolicy/outlierDetection"}
}

test_a_host_without_versions_is_not_judged if {
	outlier_detection.not_applicable with input.resource.object as {"spec": {"host": "api.example.com"}}
}
