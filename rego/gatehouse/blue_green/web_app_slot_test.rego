package gatehouse.blue_green.web_app_slot_test

import data.gatehouse.blue_green.web_app_slot

_defaults := {"web-app-slot": {"acceptAutoSwap": false, "colors": ["blue", "green"]}}

_resource(type, object) := {"type": type, "id": $"{type}.{object.name}", "object": object, "unknown": {}}

_app := _resource("azurerm_linux_web_app", {"id": "/apps/shop", "name": "shop", "service_plan_id": "/plans/web"})

_staging := _resource("azurerm_linux_web_app_slot", {"name": "staging", "app_service_id": "/apps/shop"})

_input(resource, others) := {
	"resource": resource,
	"context": {"siblings": {"web-app-slot": {"resources": others, "known": true}}},
}

_found(asked) := {violation.path |
	some violation in web_app_slot.violations with input as asked
		with data.config.parameters as _defaults
}

_skipped(asked) if web_app_slot.not_applicable with input as asked with data.config.parameters as _defaults

test_an_app_with_a_slot if {
	_found(_input(_app, [_staging])) == set()
	not _skipped(_input(_app, [_staging]))
}

test_an_app_without_one if {
	_found(_input(_app, [])) == {""}
	_found(_input(_app, [_resource("azurerm_linux_web_app_slot", {"name": "staging", "app_service_id": "/apps/other"})])) == {""}
}

test_what_is_not_seen_is_unknown if {
	asked := {"resource": _app, "context": {"siblings": {"web-app-slot": {"resources": [], "known": false}}}}
	_found(asked) == set()
	unknowns := web_app_slot.unknowns with input as asked with data.config.parameters as _defaults
	{unknown.path | some unknown in unknowns} == {""}
}

test_plans_without_slots_are_not_judged if {
	plan := _resource("azurerm_service_plan", {"id": "/plans/web", "name": "web", "sku_name": "B1"})
	_skipped(_input(_app, [plan]))
	not _skipped(_input(_app, [_resource("azurerm_service_plan", {"id": "/plans/web", "name": "web", "sku_name": "P1v3"})]))
}

test_two_colors_are_each_others_slot if {
	blue := _resource("azurerm_linux_web_app", {"name": "shop-blue"})
	green := _resource("azurerm_linux_web_app", {"name": "shop-green"})
	_skipped(_input(blue, [green]))
	not _skipped(_input(blue, [_app]))
}

test_a_slot_that_swaps_by_itself if {
	config := {"name": "staging", "site_config": [{"auto_swap_slot_name": "production"}]}
	slot := _resource("azurerm_linux_web_app_slot", config)
	_found(_input(slot, [])) == {"/site_config/0/auto_swap_slot_name"}
	_found(_input(_staging, [])) == set()
	accepted := web_app_slot.violations with input as _input(slot, [])
		with data.config.parameters as {"web-app-slot": {"acceptAutoSwap": true, "colors": ["blue", "green"]}}
	accepted == set()
}
