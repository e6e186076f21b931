package gatehouse.logging.load_balancer_logs_test

import data.gatehouse.logging.load_balancer_logs

_given(type, object, unknown) := {"resource": {
	"type": type,
	"object": object,
	"unknown": {path: {"references": [], "computed": false, "open": true} | some path in unknown},
}}

_paths(type, object) := {violation.path |
	some violation in load_balancer_logs.violations with input as _given(type, object, [])
}

test_logs_that_are_on_are_kept if {
	_paths("aws_lb", {"access_logs": [{"bucket": "logs", "enabled": true}]}) == set()
	_paths("aws_elb", {"access_logs": [{"bucket": "logs"}]}) == set()
	_paths("google_compute_backend_service", {"log_config": [{"enable": true}]}) == set()
}

test_logs_that_are_off_or_not_there_are_found if {
	_paths("aws_lb", {}) == {"/access_logs/0/enabled"}
	_paths("aws_alb", {"access_logs": [{"bucket": "logs"}]}) == {"/access_logs/0/enabled"}
	_paths("aws_elb", {"access_logs": []}) == {"/access_logs/0/enabled"}
	_paths("aws_elb", {"access_logs": [{"bucket": "logs", "enabled": false}]}) == {"/access_logs/0/enabled"}
	_paths("google_compute_backend_service", {}) == {"/log_config/0/enable"}
}

test_a_variable_is_unknown if {
	unknowns := load_balancer_logs.unknowns with input as _given("aws_lb", {}, ["/access_logs"])
	{unknown.path | some unknown in unknowns} == {"/access_logs/0/enabled"}
}

test_what_logs_no_requests_is_not_judged if {
	load_balancer_logs.not_applicable with input as _given("aws_lb", {"load_balancer_type": "network"}, [])
	load_balancer_logs.not_applicable with input as _given("aws_lb", {"load_balancer_type": "gateway"}, [])
	load_balancer_logs.not_applicable with input as _given("google_compute_backend_service", {"protocol": "TCP"}, [])
	load_balancer_logs.not_applicable with input as _given("google_compute_backend_service", {"load_balancing_scheme": "INTERNAL_SELF_MANAGED"}, [])
	not load_balancer_logs.not_applicable with input as _given("aws_lb", {"load_balancer_type": "application"}, [])
	not load_balancer_logs.not_applicable with input as _given("aws_elb", {}, [])
}

test_a_region_logs_what_its_managed_load_balancers_serve if {
	managed := {"load_balancing_scheme": "INTERNAL_MANAGED", "protocol": "HTTP"}
	_paths("google_compute_region_backend_service", managed) == {"/log_config/0/enable"}
	_paths("google_compute_region_backend_service", object.union(managed, {"log_config": [{"enable": true}]})) == set()
	load_balancer_logs.not_applicable with input as _given("google_compute_region_backend_service", {}, [])
	load_balancer_logs.not_applicable with input as _given("google_compute_region_backend_service", {"load_balancing_scheme": "EXTERNAL"}, [])
	not load_balancer_logs.not_applicable with input as _given("google_compute_region_backend_service", managed, [])
}

_azure(type, settings, known) := [{one.message | some one in violations}, {one.path | some one in unknowns}] if {
	given := {
		"resource": {"type": type, "id": $"{type}.front", "object": {"id": "/s/front"}, "unknown": {}},
		"context": {"siblings": {"load-balancer-logs": {"known": known, "resources": settings}}},
	}
	violations := load_balancer_logs.violations with input as given
	unknowns := load_balancer_logs.unknowns with input as given
}

_setting(logs) := {
	"type": "azurerm_monitor_diagnostic_setting",
	"object": {"target_resource_id": "/s/front", "enabled_log": logs},
	"unknown": {},
}

test_azure_needs_a_setting_that_takes_the_access_log if {
	some type, category in {
		"azurerm_application_gateway": "ApplicationGatewayAccessLog",
		"azurerm_application_load_balancer": "TrafficControllerAccessLog",
		"azurerm_cdn_frontdoor_profile": "FrontDoorAccessLog",
	}
	message := $"requests are not logged; add an azurerm_monitor_diagnostic_setting with {category}"
	_azure(type, [_setting([{"category": category}])], true) == [set(), set()]
	_azure(type, [_setting([{"category_group": "allLogs"}])], true) == [set(), set()]
	_azure(type, [_setting([{"category_group": "audit"}])], true) == [set(), {""}]
	_azure(type, [_setting([{"category": "AnotherLog"}])], true) == [{message}, set()]
	_azure(type, [], true) == [{message}, set()]
	_azure(type, [], false) == [set(), {""}]
}
