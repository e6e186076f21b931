package gatehouse.disaster_recovery.bucket_versioning_test

import data.gatehouse.disaster_recovery.bucket_versioning

_judged(bucket, versionings, known) := [count(violations), count(unknowns)] if {
	judged := {
		"resource": {
			"type": "aws_s3_bucket",
			"id": "aws_s3_bucket.orders",
			"object": object.union({"bucket": "orders"}, bucket),
			"unknown": {},
		},
		"context": {"siblings": {"bucket-versioning": {"known": known, "resources": versionings}}},
	}
	violations := bucket_versioning.violations with input as judged
	unknowns := bucket_versioning.unknowns with input as judged
}

_versioning(status, unknown) := {
	"type": "aws_s3_bucket_versioning",
	"object": {"bucket": "orders", "versioning_configuration": [{"status": status}]},
	"unknown": {place: {"references": [], "computed": false, "open": true} | some place in unknown},
}

test_enabled_beside_or_inside_is_kept if {
	_judged({}, [_versioning("Enabled", [])], true) == [0, 0]
	_judged({"versioning": [{"enabled": true}]}, [], true) == [0, 0]
}

test_none_or_suspended_is_found if {
	_judged({}, [], true) == [1, 0]
	_judged({}, [_versioning("Suspended", [])], true) == [1, 0]
	_judged({"versioning": [{"enabled": false}]}, [], true) == [1, 0]
}

test_what_is_not_known_leaves_it_open if {
	_judged({}, [], false) == [0, 1]
	_judged({}, [_versioning(null, ["/versioning_configuration/0/status"])], true) == [0, 1]
	_judged({}, [_versioning("Enabled", ["/bucket"])], true) == [0, 1]
}

test_a_variable_inside_the_bucket_leaves_it_open if {
	judged := {
		"resource": {
			"type": "aws_s3_bucket",
			"id": "aws_s3_bucket.orders",
			"object": {},
			"unknown": {"/versioning/0/enabled": {"references": [], "computed": false, "open": true}},
		},
		"context": {"siblings": {"bucket-versioning": {"known": true, "resources": []}}},
	}
	bucket_versioning.violations == set() with input as judged
	count(bucket_versioning.unknowns) == 1 with input as judged
}

_of(type, object) := [count(violations), count(unknowns)] if {
	judged := {"resource": {"type": type, "object": object, "unknown": {}}}
	violations := bucket_versioning.violations with input as judged
	unknowns := bucket_versioning.unknowns with input as judged
}

test_google_keeps_what_is_deleted_by_itself if {
	_of("google_storage_bucket", {}) == [0, 0]
	off := {"soft_delete_policy": [{"retention_duration_seconds": 0}]}
	_of("google_storage_bucket", off) == [1, 0]
	_of("google_storage_bucket", object.union(off, {"versioning": [{"enabled": false}]})) == [1, 0]
	_of("google_storage_bucket", object.union(off, {"versioning": [{"enabled": true}]})) == [0, 0]
	_of("google_storage_bucket", object.union(off, {"retention_policy": [{"retention_period": 86400}]})) == [0, 0]
}

test_an_account_keeps_versions_or_what_is_deleted if {
	_of("azurerm_storage_account", {}) == [1, 0]
	_of("azurerm_storage_account", {"blob_properties": [{"versioning_enabled": false}]}) == [1, 0]
	_of("azurerm_storage_account", {"blob_properties": [{"versioning_enabled": true}]}) == [0, 0]
	_of("azurerm_storage_account", {"blob_properties": [{"delete_retention_policy": [{"days": 7}]}]}) == [0, 0]
}

test_what_is_known_after_apply_leaves_an_account_open if {
	mark := {"references": [], "computed": false, "open": true}
	judged := {"resource": {
		"type": "azurerm_storage_account",
		"object": {},
		"unknown": {"/blob_properties": mark},
	}}
	bucket_versioning.violations == set() with input as judged
	count(bucket_versioning.unknowns) == 1 with input as judged
}

test_an_account_for_files_has_no_blobs if {
	bucket_versioning.not_applicable with input.resource as {
		"type": "azurerm_storage_account",
		"object": {"account_kind": "FileStorage"},
		"unknown": {},
	}
	not bucket_versioning.not_applicable with input.resource as {"type": "azurerm_storage_account", "object": {}, "unknown": {}}
}
