package gatehouse.blue_green.target_group_health_check_test

import data.gatehouse.blue_green.target_group_health_check

_parameters := {"target-group-health-check": {"maxSeconds": 90, "minDrainSeconds": 5}}

_found(object, marks) := _of("aws_lb_target_group", object, marks)

_of(type, object, marks) := {violation.path |
	some violation in target_group_health_check.violations
		with input.resource as {"type": type, "object": object, "unknown": marks}
		with data.config.parameters as _parameters
}

_group(check, more) := object.union({"protocol": "HTTP", "health_check": [object.union({"path": "/ready"}, check)]}, more)

_at(field) := $"/health_check/0/{field}"

test_the_service_is_asked if {
	_found(_group({"matcher": "200-299", "interval": 10, "unhealthy_threshold": 2}, {"deregistration_delay": "30"}), {}) == set()
}

test_the_root_is_nobodys_choice if {
	_found({"protocol": "HTTPS"}, {}) == {_at("path")}
	_found({"protocol": "HTTP", "health_check": [{"path": "/"}]}, {}) == set()
}

test_a_connection_is_enough_for_the_network if {
	_found({"protocol": "TCP"}, {}) == set()
	_found({"protocol": "TCP", "health_check": [{"protocol": "HTTP", "path": "/ready"}]}, {}) == set()
}

test_ranges_that_take_errors_for_health if {
	_found(_group({"matcher": "200-499"}, {}), {}) == {_at("matcher")}
	_found(_group({"matcher": "200,300-404"}, {}), {}) == {_at("matcher")}
	_found(_group({"matcher": "200-399"}, {}), {}) == set()
	_found(_group({"matcher": "401"}, {}), {}) == set()
}

test_it_takes_too_long if {
	_found(_group({"interval": 30, "unhealthy_threshold": 5}, {}), {}) == {_at("interval")}
	_found(_group({"interval": 30}, {}), {}) == set()
}

test_requests_are_dropped if _found(_group({}, {"deregistration_delay": "0"}), {}) == {"/deregistration_delay"}

test_functions_are_not_asked if {
	target_group_health_check.not_applicable with input.resource as {"object": {"target_type": "lambda"}, "unknown": {}}
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	marks := {_at("interval"): mark, _at("path"): mark}
	object := {"protocol": "HTTP", "health_check": [{}]}
	_found(object, marks) == set()
	_unknown("aws_lb_target_group", object, marks) == {_at("interval")}
}

_unknown(type, object, marks) := {unknown.path |
	some unknown in target_group_health_check.unknowns
		with input.resource as {"type": type, "object": object, "unknown": marks}
		with data.config.parameters as _parameters
}

test_checks_of_google if {
	_of("google_compute_health_check", {"http_health_check": [{"request_path": "/ready"}]}, {}) == set()
	_of("google_compute_region_health_check", {"check_interval_sec": 60, "unhealthy_threshold": 3}, {}) == {"/check_interval_sec"}
	_of("google_compute_backend_service", {"connection_draining_timeout_sec": 0}, {}) == {"/connection_draining_timeout_sec"}
	_of("google_compute_backend_service", {"protocol": "HTTP"}, {}) == set()
	leader := {"connection_draining_timeout_sec": 0, "ha_policy": [{"fast_ip_move": "GARP_RA"}]}
	_of("google_compute_region_backend_service", leader, {}) == set()
}

test_probes_of_azure if {
	_of("azurerm_lb_probe", {"protocol": "Tcp", "port": 443}, {}) == set()
	_of("azurerm_lb_probe", {"interval_in_seconds": 60, "probe_threshold": 2}, {}) == {"/interval_in_seconds"}
}

_gateway(settings, probe) := {"backend_http_settings": [settings], "probe": [probe]}

_draining := {"probe_name": "ready", "connection_draining": [{"enabled": true, "drain_timeout_sec": 30}]}

_ready := {"interval": 10, "unhealthy_threshold": 3, "match": [{"status_code": ["200-399"]}]}

test_probes_of_a_gateway if {
	type := "azurerm_application_gateway"
	_of(type, _gateway(_draining, _ready), {}) == set()
	_of(type, _gateway({"name": "shop"}, _ready), {}) == {
		"/backend_http_settings/0/probe_name",
		"/backend_http_settings/0/connection_draining",
	}
	_of(type, _gateway(_draining, {"interval": 60, "unhealthy_threshold": 3, "match": [{"status_code": ["200-499"]}]}), {}) == {
		"/probe/0/interval",
		"/probe/0/match/0/status_code",
	}
	_of(type, {"probe": [], "backend_http_settings": []}, {}) == set()
}

test_draining_that_is_known_after_apply if {
	place := "/backend_http_settings/0/connection_draining/0/enabled"
	marks := {place: {"references": [], "computed": false, "open": true}}
	settings := {"probe_name": "ready", "connection_draining": [{"drain_timeout_sec": 30}]}
	_of("azurerm_application_gateway", _gateway(settings, _ready), marks) == set()
}

test_samples_of_front_door if {
	type := "azurerm_cdn_frontdoor_origin_group"
	probe := {"protocol": "Https", "interval_in_seconds": 100}
	_of(type, {"health_probe": [probe], "load_balancing": [{}]}, {}) == {"/health_probe/0/interval_in_seconds"}
	_of(type, {"health_probe": [probe], "load_balancing": [{"sample_size": 4, "successful_samples_required": 4}]}, {}) == {
		"/health_probe/0/interval_in_seconds",
	}
	_of(type, {"health_probe": [object.union(probe, {"interval_in_seconds": 30})], "load_balancing": [{}]}, {}) == set()
	_of(type, {"load_balancing": [{}]}, {}) == set()
	marks := {"/load_balancing/0/sample_size": {"references": [], "computed": false, "open": true}}
	_unknown(type, {"health_probe": [probe], "load_balancing": [{}]}, marks) == {"/load_balancing/0/sample_size"}
}

test_a_check_that_heals_waits_longer if {
	check := {"type": "google_compute_health_check", "object": {"self_link": "checks/web", "check_interval_sec": 60}, "unknown": {}}
	group := {
		"type": "google_compute_region_instance_group_manager",
		"object": {"auto_healing_policies": [{"health_check": "checks/web"}]},
		"unknown": {},
	}
	service := {"type": "google_compute_backend_service", "object": {"health_checks": ["checks/web"]}, "unknown": {}}
	target_group_health_check.not_applicable with input.resource as check
		with input.context.siblings["target-group-health-check"] as {"known": true, "resources": [group]}
	not target_group_health_check.not_applicable with input.resource as check
		with input.context.siblings["target-group-health-check"] as {"known": true, "resources": [group, service]}
	not target_group_health_check.not_applicable with input.resource as check
		with input.context.siblings["target-group-health-check"] as {"known": true, "resources": []}
}
