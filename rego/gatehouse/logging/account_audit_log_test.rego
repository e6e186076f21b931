package gatehouse.logging.account_audit_log_test

import data.gatehouse.logging.account_audit_log

_marks(paths) := {path: {"references": [], "computed": false, "open": true} | some path in paths}

_parameters := {"account-audit-log": {
	"googleTypes": ["ADMIN_READ", "DATA_READ"],
	"azureCategories": ["Administrative", "Security"],
	"searchable": true,
}}

_found(resource, others, known) := [{one.path | some one in violations}, {one.path | some one in unknowns}] if {
	given := {"resource": resource, "context": {"siblings": {"account-audit-log": {"known": known, "resources": others}}}}
	violations := account_audit_log.violations with input as given with data.config.parameters as _parameters
	unknowns := account_audit_log.unknowns with input as given with data.config.parameters as _parameters
}

_not_applicable(resource) if {
	account_audit_log.not_applicable with input as {"resource": resource}
}

_sink(name, object, unknown) := {
	"type": "google_logging_organization_sink",
	"id": $"google_logging_organization_sink.{name}",
	"object": object,
	"unknown": _marks(unknown),
}

test_a_sink_takes_what_is_below if {
	_found(_sink("a", {"include_children": true}, []), [], true) == [set(), set()]
	_found(_sink("a", {}, []), [], true) == [{"/include_children"}, set()]
	_found(_sink("a", {}, []), [], false) == [set(), {"/include_children"}]
	_found(_sink("a", {}, ["/include_children"]), [], true) == [set(), {"/include_children"}]
	_found(_sink("a", {}, []), [_sink("b", {"include_children": true}, [])], true) == [set(), set()]
	_found(_sink("a", {}, []), [_sink("b", {"include_children": true, "disabled": true}, [])], true) == [{"/include_children"}, set()]
	_found(_sink("a", {"include_children": true, "disabled": true}, []), [], true) == [{"/disabled"}, set()]
}

_config(kind, object, unknown) := {
	"type": $"google_{kind}_iam_audit_config",
	"id": $"google_{kind}_iam_audit_config.all",
	"object": object,
	"unknown": _marks(unknown),
}

_types(types) := {"service": "allServices", "audit_log_config": [{"log_type": type} | some type in types]}

test_google_records_what_is_read if {
	_found(_config("project", _types(["ADMIN_READ", "DATA_READ"]), []), [], true) == [set(), set()]
	_found(_config("project", _types(["DATA_READ"]), []), [], true) == [{"/audit_log_config"}, set()]
	_found(_config("project", _types([]), ["/audit_log_config"]), [], true) == [set(), {"/audit_log_config"}]
	_found(_config("project", {}, ["/service"]), [], true) == [set(), {"/service"}]
}

test_what_the_organization_records_holds_below if {
	organization := _config("organization", _types(["ADMIN_READ"]), [])
	_found(_config("project", _types(["DATA_READ"]), []), [organization], true) == [set(), set()]
	_found(organization, [_config("project", _types(["DATA_READ"]), [])], true) == [{"/audit_log_config"}, set()]
}

test_nobody_reads_without_a_record if {
	exempted := {"service": "allServices", "audit_log_config": [
		{"log_type": "ADMIN_READ", "exempted_members": []},
		{"log_type": "DATA_READ", "exempted_members": ["user:a@example.com"]},
	]}
	_found(_config("folder", exempted, []), [], true) == [{"/audit_log_config/1/exempted_members"}, set()]
}

test_what_is_said_of_one_service_is_not_judged if {
	_not_applicable(_config("project", {"service": "storage.googleapis.com"}, []))
	not _not_applicable(_config("project", {"service": "allServices"}, []))
	not _not_applicable(_config("project", {}, ["/service"]))
}

_workspace := {"log_analytics_workspace_id": "/s/w"}

_setting(name, target, categories, rest) := {
	"type": "azurerm_monitor_diagnostic_setting",
	"id": $"azurerm_monitor_diagnostic_setting.{name}",
	"object": object.union(
		{"target_resource_id": target, "enabled_log": [{"category": category} | some category in categories]},
		rest,
	),
	"unknown": {},
}

test_the_activity_log_is_kept_where_it_can_be_searched if {
	all := ["Administrative", "Security"]
	_found(_setting("a", "/subscriptions/1", all, _workspace), [], true) == [set(), set()]
	_found(_setting("a", "/subscriptions/1", ["Administrative"], _workspace), [], true) == [{"/enabled_log"}, set()]
	_found(_setting("a", "/subscriptions/1", all, {"storage_account_id": "/s/a"}), [], true) == [{"/log_analytics_workspace_id"}, set()]
	_found(_setting("a", "/subscriptions/1", [], {"enabled_log": [{"category_group": "allLogs"}], "partner_solution_id": "/s/p"}), [], true) == [set(), set()]
}

test_settings_of_one_subscription_add_up if {
	other := _setting("b", "/Subscriptions/1/", ["Security"], _workspace)
	_found(_setting("a", "/subscriptions/1", ["Administrative"], {}), [other], true) == [set(), set()]
	another := _setting("b", "/subscriptions/2", ["Security"], _workspace)
	_found(_setting("a", "/subscriptions/1", ["Administrative"], {}), [another], true) == [{"/enabled_log", "/log_analytics_workspace_id"}, set()]
}

test_a_reference_to_a_subscription_is_one if {
	setting := {
		"type": "azurerm_monitor_diagnostic_setting",
		"id": "azurerm_monitor_diagnostic_setting.a",
		"object": _workspace,
		"unknown": {"/target_resource_id": {
			"references": [{"type": "azurerm_subscription", "id": "data.azurerm_subscription.current", "attribute": "id"}],
			"computed": false,
			"open": false,
		}},
	}
	_found(setting, [], true) == [{"/enabled_log"}, set()]
	unknown := object.union(setting, {"unknown": _marks(["/enabled_log"])})
	_found(unknown, [], true) == [set(), {"/enabled_log"}]
}

test_a_setting_of_something_else_is_not_judged if {
	_not_applicable(_setting("a", "/subscriptions/1/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop", [], {}))
	_not_applicable({"type": "azurerm_monitor_diagnostic_setting", "object": {}, "unknown": _marks(["/target_resource_id"])})
	not _not_applicable(_setting("a", "/subscriptions/1", [], {}))
}
