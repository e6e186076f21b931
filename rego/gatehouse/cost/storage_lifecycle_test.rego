package gatehouse.cost.storage_lifecycle_test

import data.gatehouse.cost.storage_lifecycle as rule

_bucket(object) := {"type": "aws_s3_bucket", "id": "aws_s3_bucket.logs", "object": object}

_logs := _bucket({"bucket": "logs"})

_configuration(rules) := {
	"type": "aws_s3_bucket_lifecycle_configuration",
	"id": "aws_s3_bucket_lifecycle_configuration.logs",
	"object": {"bucket": "logs", "rule": rules},
}

_input(resource, resources, known) := {
	"resource": resource,
	"context": {"siblings": {"storage-lifecycle": {"known": known, "resources": resources}}},
}

_judged(resource, resources, known) := {"violations": {violation.message | some violation in violations}, "unknowns": count(unknowns)} if {
	violations := rule.violations with input as _input(resource, resources, known)
		with data.config.parameters["storage-lifecycle"] as {"abortUploads": true}
	unknowns := rule.unknowns with input as _input(resource, resources, known)
		with data.config.parameters["storage-lifecycle"] as {"abortUploads": true}
}

_good := {"violations": set(), "unknowns": 0}

_open := {"violations": set(), "unknowns": 1}

_bad(message) := {"violations": {message}, "unknowns": 0}

_abort := {"abort_incomplete_multipart_upload": [{"days_after_initiation": 7}]}

_expire := {"status": "Enabled", "expiration": [{"days": 90}]}

_nothing := concat("", [
	"nothing in it ever expires or moves to a cheaper class",
	"; add an enabled rule of an aws_s3_bucket_lifecycle_configuration with abort_incomplete_multipart_upload",
])

test_none_is_found_where_all_are_seen if {
	_judged(_logs, [], true) == _bad(_nothing)
	_judged(_logs, [], false) == _open
}

test_a_whole_rule_is_kept if _judged(_logs, [_configuration([object.union(_expire, _abort)])], true) == _good

test_two_rules_together_are_kept if {
	_judged(_logs, [_configuration([_expire, object.union({"status": "Enabled"}, _abort)])], true) == _good
}

test_uploads_that_never_end_are_found if {
	_judged(_logs, [_configuration([_expire])], true) == _bad(concat("", [
		"the parts of uploads that never ended stay in it for ever",
		"; add an enabled rule of an aws_s3_bucket_lifecycle_configuration with abort_incomplete_multipart_upload",
	]))
}

test_a_rule_that_is_off_counts_for_nothing if {
	_judged(_logs, [_configuration([object.union({"status": "Disabled", "expiration": [{"days": 1}]}, _abort)])], true) == _bad(_nothing)
}

test_the_older_way_inside_the_bucket_counts if {
	rules := [{"enabled": true, "abort_incomplete_multipart_upload_days": 7, "transition": [{"days": 30}]}]
	_judged(_bucket({"bucket": "logs", "lifecycle_rule": rules}), [], true) == _good
}

test_a_rule_that_is_not_known_yet_is_open if {
	configuration := object.union(_configuration([]), {"unknown": {"/rule": {"references": [], "computed": false, "open": true}}})
	_judged(_logs, [configuration], true) == _open
}

test_google_has_rules_or_classes if {
	_judged({"type": "google_storage_bucket", "object": {}}, [], true) == _bad("nothing in it ever expires or moves to a cheaper class; add a lifecycle_rule")
	_judged({"type": "google_storage_bucket", "object": {"lifecycle_rule": [{"action": [{"type": "Delete"}]}]}}, [], true) == _good
	_judged({"type": "google_storage_bucket", "object": {"autoclass": [{"enabled": true}]}}, [], true) == _good
}

test_azure_has_a_policy_beside_the_account if {
	account := {"type": "azurerm_storage_account", "id": "azurerm_storage_account.logs", "object": {"id": "/logs"}}
	policy := {"type": "azurerm_storage_management_policy", "object": {"storage_account_id": "/logs", "rule": [{"enabled": true}]}}
	_judged(account, [policy], true) == _good
	_judged(account, [], true) == _bad("nothing in it ever expires or moves to a cheaper class; add an azurerm_storage_management_policy")
	rule.not_applicable with input as {"resource": {"type": "azurerm_storage_account", "object": {"account_kind": "FileStorage"}}}
	not rule.not_applicable with input as {"resource": account}
}
