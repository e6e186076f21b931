package gatehouse.logging.api_gateway_access_logs_test

import data.gatehouse.logging.api_gateway_access_logs

_judged(stage, unknown) := [{one.path | some one in violations}, {one.path | some one in unknowns}] if {
	marks := {path: {"references": [], "computed": false, "open": true} | some path in unknown}
	given := {"resource": {"type": "aws_api_gateway_stage", "object": stage, "unknown": marks}}
	violations := api_gateway_access_logs.violations with input as given
	unknowns := api_gateway_access_logs.unknowns with input as given
}

_logs(format) := {"access_log_settings": [{"destination_arn": "arn:aws:logs:eu-central-1:111122223333:log-group:api", "format": format}]}

test_json_with_the_id_is_kept if {
	_judged(_logs(`{"requestId":"$context.requestId"}`), []) == [set(), set()]
	_judged(_logs(`{ "id": "$context.extendedRequestId" }`), []) == [set(), set()]
}

test_no_log_text_and_no_id_are_found if {
	_judged({}, []) == [{"/access_log_settings"}, set()]
	_judged(_logs(`$context.requestId $context.status`), []) == [{"/access_log_settings/0/format"}, set()]
	_judged(_logs(`{"status":"$context.status"}`), []) == [{"/access_log_settings/0/format"}, set()]
}

test_variables_are_unknown if {
	_judged({}, ["/access_log_settings"]) == [set(), {"/access_log_settings"}]
	_judged(_logs(null), ["/access_log_settings/0/format"]) == [set(), {"/access_log_settings/0/format"}]
	_judged(_logs("{\"id\":\"$context.requestId\"}"), ["/access_log_settings/0/destination_arn"]) == [set(), set()]
}

_management(others, known) := [{one.path | some one in violations}, {one.path | some one in unknowns}] if {
	resource := {"type": "azurerm_api_management", "id": "azurerm_api_management.shop", "object": {"id": "/s/shop", "name": "shop"}, "unknown": {}}
	given := {"resource": resource, "context": {"siblings": {"api-gateway-access-logs": {"known": known, "resources": others}}}}
	violations := api_gateway_access_logs.violations with input as given
	unknowns := api_gateway_access_logs.unknowns with input as given
}

_setting(logs) := {
	"type": "azurerm_monitor_diagnostic_setting",
	"object": {"target_resource_id": "/s/shop", "enabled_log": logs},
	"unknown": {},
}

_diagnostic(values) := {
	"type": "azurerm_api_management_diagnostic",
	"object": object.union({"api_management_name": "shop", "identifier": "applicationinsights"}, values),
	"unknown": {},
}

test_api_management_logs_through_a_setting_or_into_application_insights if {
	_management([_setting([{"category": "GatewayLogs"}])], true) == [set(), set()]
	_management([_setting([{"category_group": "allLogs"}])], false) == [set(), set()]
	_management([_diagnostic({})], true) == [set(), set()]
	_management([_setting([{"category_group": "audit"}]), _diagnostic({"sampling_percentage": 50})], true) == [set(), set()]
}

test_api_management_that_logs_nowhere_is_found if {
	_management([], true) == [{""}, set()]
	_management([_setting([{"category": "WebSocketConnectionLogs"}])], true) == [{""}, set()]
	_management([_diagnostic({"identifier": "azuremonitor"})], true) == [{""}, set()]
	_management([_diagnostic({"sampling_percentage": 0})], true) == [{""}, set()]
	_management([_diagnostic({"api_management_name": "other"})], true) == [{""}, set()]
}

test_api_management_is_open_where_the_logs_are if {
	_management([], false) == [set(), {""}]
	_management([_setting([{"category_group": "audit"}])], true) == [set(), {""}]
}
