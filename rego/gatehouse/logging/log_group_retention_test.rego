package gatehouse.logging.log_group_retention_test

import data.gatehouse.logging.log_group_retention

_given(type, object, unknown) := {"resource": {"type": type, "object": object, "unknown": unknown}}

_found(type, object) := {violation.message |
	some violation in log_group_retention.violations with input as _given(type, object, {})
		with data.config.parameters["log-group-retention"] as {"minimumDays": 30, "maximumDays": 400}
}

test_thirty_days_are_enough if {
	_found("aws_cloudwatch_log_group", {"retention_in_days": 30}) == set()
	_found("google_logging_project_bucket_config", {}) == set()
	_found("google_logging_project_bucket_config", {"retention_days": 0}) == set()
	_found("azurerm_log_analytics_workspace", {}) == set()
}

test_for_ever_too_short_and_too_long_are_found if {
	_found("aws_cloudwatch_log_group", {}) == {"logs are never deleted; set retention_in_days to 30 or more"}
	_found("aws_cloudwatch_log_group", {"retention_in_days": 0}) == {"logs are never deleted; set retention_in_days to 30 or more"}
	_found("google_logging_folder_bucket_config", {"retention_days": 7}) == {"logs are kept for 7 days; keep them for 30 or more"}
	_found("azurerm_log_analytics_workspace", {"retention_in_days": 730}) == {"logs are kept for 730 days; keep them for 400 at most, and archive them"}
}

test_what_is_only_delivered_is_not_judged if {
	log_group_retention.not_applicable with input as _given("aws_cloudwatch_log_group", {"log_group_class": "DELIVERY"}, {})
	not log_group_retention.not_applicable with input as _given("aws_cloudwatch_log_group", {}, {})
}

test_a_variable_is_unknown if {
	mark := {"references": [], "computed": false, "open": true}
	unknowns := log_group_retention.unknowns with input as _given("aws_cloudwatch_log_group", {}, {"/retention_in_days": mark})
	{unknown.path | some unknown in unknowns} == {"/retention_in_days"}
}

test_a_table_or_a_flow_log_with_days_of_its_own_is_judged if {
	_found("azurerm_log_analytics_workspace_table", {"retention_in_days": 4}) == {"logs are kept for 4 days; keep them for 30 or more"}
	_found("azurerm_log_analytics_workspace_table_microsoft", {"retention_in_days": 90}) == set()
	_found("azurerm_network_watcher_flow_log", {"retention_policy": [{"enabled": true, "days": 7}]}) == {"logs are kept for 7 days; keep them for 30 or more"}
	_found("azurerm_network_watcher_flow_log", {"retention_policy": [{"enabled": true, "days": 90}]}) == set()
}

test_what_says_nothing_of_its_own_is_not_judged if {
	log_group_retention.not_applicable with input as _given("azurerm_log_analytics_workspace_table", {}, {})
	log_group_retention.not_applicable with input as _given("azurerm_log_analytics_workspace_table", {"plan": "Basic", "retention_in_days": 8}, {})
	log_group_retention.not_applicable with input as _given("azurerm_network_watcher_flow_log", {"retention_policy": [{"enabled": false, "days": 7}]}, {})
	log_group_retention.not_applicable with input as _given("azurerm_network_watcher_flow_log", {"retention_policy": [{"enabled": true, "days": 0}]}, {})
	not log_group_retention.not_applicable with input as _given("azurerm_log_analytics_workspace_table", {"retention_in_days": 8}, {})
}
