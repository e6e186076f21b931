package gatehouse.self_healing.route53_health_check_test

import data.gatehouse.self_healing.route53_health_check

_found(values) := {violation.path |
	some violation in route53_health_check.violations with input as {"resource": {"object": values, "unknown": {}}}
		with data.config.parameters as {"route53-health-check": {"maxInterval": 15, "maxFailures": 3}}
}

test_the_fast_interval_keeps_the_promise if {
	_found({"type": "HTTPS", "request_interval": 10, "failure_threshold": 3}) == set()
	_found({"type": "HTTPS", "request_interval": "10"}) == set()
}

test_the_default_interval_is_too_slow if {
	_found({"type": "HTTPS"}) == {"/request_interval"}
	_found({"type": "TCP", "request_interval": 30, "failure_threshold": 5}) == {"/request_interval", "/failure_threshold"}
}

test_a_check_that_is_off_is_found if _found({"type": "HTTP", "request_interval": 10, "disabled": true}) == {"/disabled"}

test_what_asks_no_endpoint_is_not_judged if {
	some type in ["CALCULATED", "CLOUDWATCH_METRIC"]
	route53_health_check.not_applicable with input as {"resource": {"object": {"type": type}, "unknown": {}}}
	not route53_health_check.not_applicable with input as {"resource": {"object": {"type": "HTTPS"}, "unknown": {}}}
}

test_numbers_that_are_not_known_yet_are_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	unknown := {"/request_interval": mark, "/failure_threshold": mark}
	unknowns := route53_health_check.unknowns with input as {"resource": {"object": {}, "unknown": unknown}}
	{finding.path | some finding in unknowns} == {"/request_interval", "/failure_threshold"}
}
