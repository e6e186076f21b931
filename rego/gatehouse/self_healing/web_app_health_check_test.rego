package gatehouse.self_healing.web_app_health_check_test

import data.gatehouse.self_healing.web_app_health_check

_app(config, unknown) := {
	"type": "azurerm_linux_web_app",
	"id": "azurerm_linux_web_app.shop",
	"object": {"name": "shop", "service_plan_id": "/plans/web", "site_config": [config]},
	"unknown": unknown,
}

_input(app, sku) := {"resource": app, "context": {"siblings": {"web-app-health-check": {"known": true, "resources": [{
	"type": "azurerm_service_plan",
	"id": "azurerm_service_plan.web",
	"object": {"id": "/plans/web", "sku_name": sku},
	"unknown": {},
}]}}}}

_found(config) := {violation.path |
	some violation in web_app_health_check.violations with input as _input(_app(config, {}), "P1v3")
}

test_a_path_keeps_the_promise if _found({"health_check_path": "/ready"}) == set()

test_no_path_is_found if {
	_found({}) == {"/site_config/0/health_check_path"}
	_found({"health_check_path": ""}) == {"/site_config/0/health_check_path"}
}

test_shared_machines_are_not_judged if {
	web_app_health_check.not_applicable with input as _input(_app({}, {}), "F1")
	not web_app_health_check.not_applicable with input as _input(_app({}, {}), "B1")
}

test_a_path_that_is_known_after_apply_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	asked := _input(_app({}, {"/site_config/0/health_check_path": mark}), "P1v3")
	violations := web_app_health_check.violations with input as asked
	violations == set()
	unknowns := web_app_health_check.unknowns with input as asked
	{unknown.path | some unknown in unknowns} == {"/site_config/0/health_check_path"}
}
