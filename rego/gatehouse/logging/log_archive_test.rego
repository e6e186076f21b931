package gatehouse.logging.log_archive_test

import data.gatehouse.logging.log_archive

_given(bucket, others, known) := {
	"resource": {"type": "aws_s3_bucket", "id": "aws_s3_bucket.it", "object": bucket, "unknown": {}},
	"context": {"siblings": {"log-archive": {"known": known, "resources": others}}},
}

_parameters := {"log-archive": {"days": 30, "storageClasses": ["GLACIER", "COLDLINE", "ARCHIVE", "COLD"], "names": ["*-logs"]}}

_judged(bucket, others, known) := [count(violations), count(unknowns)] if {
	violations := log_archive.violations with input as _given(bucket, others, known)
		with data.config.parameters as _parameters
	unknowns := log_archive.unknowns with input as _given(bucket, others, known)
		with data.config.parameters as _parameters
}

_lifecycle(rule, unknown) := {
	"type": "aws_s3_bucket_lifecycle_configuration",
	"object": {"bucket": "shop-logs", "rule": [rule]},
	"unknown": {path: {"references": [], "computed": false, "open": true} | some path in unknown},
}

_rule(status, days, class) := {"status": status, "transition": [{"days": days, "storage_class": class}]}

_logs := {"bucket": "shop-logs"}

test_archived_or_deleted_in_time_is_kept if {
	_judged(_logs, [_lifecycle(_rule("Enabled", 30, "GLACIER"), [])], true) == [0, 0]
	_judged(_logs, [_lifecycle({"status": "Enabled", "expiration": [{"days": 14}]}, [])], true) == [0, 0]
	inside := {"bucket": "shop-logs", "lifecycle_rule": [{"enabled": true, "transition": [{"storage_class": "GLACIER"}]}]}
	_judged(inside, [], true) == [0, 0]
}

test_none_off_late_or_another_class_is_found if {
	_judged(_logs, [], true) == [1, 0]
	_judged(_logs, [_lifecycle(_rule("Disabled", 30, "GLACIER"), [])], true) == [1, 0]
	_judged(_logs, [_lifecycle(_rule("Enabled", 90, "GLACIER"), [])], true) == [1, 0]
	_judged(_logs, [_lifecycle(_rule("Enabled", 30, "STANDARD_IA"), [])], true) == [1, 0]
	_judged(_logs, [_lifecycle({"status": "Enabled", "expiration": [{"days": 365}]}, [])], true) == [1, 0]
}

test_what_is_not_known_leaves_it_open if {
	_judged(_logs, [], false) == [0, 1]
	_judged(_logs, [_lifecycle(_rule("Enabled", null, "GLACIER"), ["/rule/0/transition/0/days"])], true) == [0, 1]
	_judged(_logs, [_lifecycle(_rule("Enabled", 30, "GLACIER"), ["/bucket"])], true) == [0, 1]
	_judged(_logs, [_lifecycle({}, ["/rule"])], true) == [0, 1]
}

test_what_others_log_to_is_for_logs if {
	trail := {"type": "aws_cloudtrail", "object": {"s3_bucket_name": "shop-trail"}, "unknown": {}}
	_judged({"bucket": "shop-trail"}, [trail], true) == [1, 0]
}

test_a_bucket_for_something_else_is_not_judged if {
	log_archive.not_applicable with input as _given({"bucket": "shop-orders"}, [], true)
		with data.config.parameters as _parameters
	not log_archive.not_applicable with input as _given(_logs, [], true)
		with data.config.parameters as _parameters
}

_found(resource, others, known) := [count(violations), count(unknowns)] if {
	given := {"resource": resource, "context": {"siblings": {"log-archive": {"known": known, "resources": others}}}}
	violations := log_archive.violations with input as given with data.config.parameters as _parameters
	unknowns := log_archive.unknowns with input as given with data.config.parameters as _parameters
}

_google(object, unknown) := _found(_google_bucket(object, unknown), [], true)

_google_bucket(values, unknown) := {
	"type": "google_storage_bucket",
	"id": "google_storage_bucket.it",
	"object": object.union({"name": "shop-logs"}, values),
	"unknown": {path: {"references": [], "computed": false, "open": true} | some path in unknown},
}

_moves(class, condition) := {"lifecycle_rule": [{"action": [{"type": "SetStorageClass", "storage_class": class}], "condition": [condition]}]}

test_google_moves_or_deletes_in_time if {
	_google(_moves("COLDLINE", {"age": 30}), []) == [0, 0]
	_google(_moves("ARCHIVE", {"age": 0, "send_age_if_zero": true}), []) == [0, 0]
	_google({"lifecycle_rule": [{"action": [{"type": "Delete"}], "condition": [{"age": 14}]}]}, []) == [0, 0]
	_google({"storage_class": "ARCHIVE"}, []) == [0, 0]
	_google({"autoclass": [{"enabled": true}]}, []) == [0, 0]
}

test_google_that_moves_late_or_nowhere_is_found if {
	_google({"storage_class": "STANDARD"}, []) == [1, 0]
	_google(_moves("COLDLINE", {"age": 90}), []) == [1, 0]
	_google(_moves("COLDLINE", {"age": 0}), []) == [1, 0]
	_google(_moves("NEARLINE", {"age": 30}), []) == [1, 0]
	_google(_moves("ARCHIVE", {"age": 7, "with_state": "ARCHIVED"}), []) == [1, 0]
	_google({"lifecycle_rule": [{"action": [{"type": "Delete"}], "condition": [{"age": 365}]}]}, []) == [1, 0]
}

test_google_with_a_variable_is_open if {
	_google({}, ["/lifecycle_rule"]) == [0, 1]
	_google(_moves("ARCHIVE", {}), ["/lifecycle_rule/0/condition/0/age"]) == [0, 1]
}

test_what_a_sink_exports_into_is_for_logs if {
	orders := _google_bucket({"name": "shop-orders"}, [])
	_found(orders, [], true) == [0, 0]
	_found(orders, [_exports("storage.googleapis.com/shop-orders")], true) == [1, 0]
	_found(orders, [_exports("storage.googleapis.com/shop-others")], true) == [0, 0]
}

_exports(destination) := {"type": "google_logging_project_sink", "object": {"destination": destination}, "unknown": {}}

_account(values) := {"type": "azurerm_storage_account", "id": "azurerm_storage_account.it", "object": object.union({"id": "/s/flows"}, values), "unknown": {}}

_flow_log(days) := {
	"type": "azurerm_network_watcher_flow_log",
	"object": {"storage_account_id": "/s/flows", "retention_policy": [{"enabled": true, "days": days}]},
	"unknown": {},
}

_policy(blob) := {
	"type": "azurerm_storage_management_policy",
	"object": {"storage_account_id": "/s/flows", "rule": [{"enabled": true, "actions": [{"base_blob": [blob]}]}]},
	"unknown": {},
}

test_azure_moves_flow_logs_or_deletes_them if {
	_found(_account({}), [_flow_log(365), _policy({"tier_to_archive_after_days_since_modification_greater_than": 30})], true) == [0, 0]
	_found(_account({}), [_flow_log(365), _policy({"tier_to_cold_after_days_since_creation_greater_than": 0})], true) == [0, 0]
	_found(_account({}), [_flow_log(365), _policy({"delete_after_days_since_modification_greater_than": 30})], true) == [0, 0]
	_found(_account({"access_tier": "Cold"}), [_flow_log(365)], true) == [0, 0]
	_found(_account({}), [_flow_log(30)], true) == [0, 0]
}

test_azure_that_keeps_flow_logs_as_they_are_is_found if {
	_found(_account({}), [_flow_log(365)], true) == [1, 0]
	_found(_account({}), [_flow_log(365)], false) == [0, 1]
	_found(_account({}), [_flow_log(0)], true) == [1, 0]
	late := {
		"tier_to_archive_after_days_since_modification_greater_than": 90,
		"tier_to_cold_after_days_since_modification_greater_than": -1,
		"tier_to_cool_after_days_since_modification_greater_than": 7,
	}
	_found(_account({}), [_flow_log(365), _policy(late)], true) == [1, 0]
}

test_an_account_of_something_else_or_without_tiers_is_not_judged if {
	_found(_account({"name": "shop-logs"}), [], true) == [0, 0]
	given := {
		"resource": _account({"account_tier": "Premium"}),
		"context": {"siblings": {"log-archive": {"known": true, "resources": [_flow_log(365)]}}},
	}
	log_archive.not_applicable with input as given with data.config.parameters as _parameters
}
