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

_profile(values) := {"resource": {
	"type": "azurerm_traffic_manager_profile",
	"object": object.union({"monitor_config": [{"protocol": "HTTPS"}]}, values),
	"unknown": {},
}}

_monitored(config) := {violation.path |
	some violation in route53_health_check.violations with input as _profile({"monitor_config": [config]})
		with data.config.parameters as {"route53-health-check": {"maxInterval": 15, "maxFailures": 3}}
}

test_profiles_of_traffic_manager if {
	_monitored({"interval_in_seconds": 10, "timeout_in_seconds": 5}) == set()
	_monitored({"interval_in_seconds": 10, "tolerated_number_of_failures": 9}) == {"/monitor_config/0/tolerated_number_of_failures"}
	_monitored({}) == {"/monitor_config/0/interval_in_seconds"}
	route53_health_check.not_applicable with input as _profile({"profile_status": "Disabled"})
	not route53_health_check.not_applicable with input as _profile({})
}
