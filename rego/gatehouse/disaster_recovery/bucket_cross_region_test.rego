package gatehouse.disaster_recovery.bucket_cross_region_test

import data.gatehouse.disaster_recovery.bucket_cross_region

_parameters := {"bucket-cross-region": {"exempt": ["*-logs"]}}

_bucket(name, region) := {
	"type": "aws_s3_bucket",
	"id": $"aws_s3_bucket.{name}",
	"object": {"bucket": name, "arn": $"arn:aws:s3:::{name}"},
	"unknown": {},
	"region": region,
}

_given(resource, others, known) := {
	"resource": resource,
	"context": {"siblings": {"bucket-cross-region": {"known": known, "resources": others}}},
}

_judged(resource, others, known) := [count(violations), count(unknowns)] if {
	violations := bucket_cross_region.violations with input as _given(resource, others, known) with data.config.parameters as _parameters
	unknowns := bucket_cross_region.unknowns with input as _given(resource, others, known) with data.config.parameters as _parameters
}

_orders := _bucket("orders", "eu-central-1")

_copy := _bucket("copy", "eu-west-1")

_replication(status, destination, unknown) := {
	"type": "aws_s3_bucket_replication_configuration",
	"id": "aws_s3_bucket_replication_configuration.it",
	"object": {"bucket": "orders", "rule": [{"status": status, "destination": [{"bucket": destination}]}]},
	"unknown": {path: {"references": [], "computed": false, "open": true} | some path in unknown},
}

test_a_copy_in_another_region_is_kept if {
	_judged(_orders, [_copy, _replication("Enabled", "arn:aws:s3:::copy", [])], true) == [0, 0]
}

test_none_off_or_in_the_same_region_is_found if {
	_judged(_orders, [], true) == [1, 0]
	_judged(_orders, [_copy, _replication("Disabled", "arn:aws:s3:::copy", [])], true) == [1, 0]
	near := _bucket("near", "eu-central-1")
	_judged(_orders, [near, _replication("Enabled", "arn:aws:s3:::near", [])], true) == [1, 0]
}

test_what_is_not_known_leaves_it_open if {
	_judged(_orders, [], false) == [0, 1]
	_judged(_orders, [_replication("Enabled", "arn:aws:s3:::elsewhere", [])], true) == [0, 1]
	_judged(_orders, [_copy, _replication(null, "arn:aws:s3:::copy", ["/rule/0/status"])], true) == [0, 1]
	_judged(_orders, [_copy, _replication("Enabled", "arn:aws:s3:::copy", ["/bucket"])], true) == [0, 1]
	_judged(object.remove(_orders, ["region"]), [_copy, _replication("Enabled", "arn:aws:s3:::copy", [])], true) == [0, 1]
}

test_the_older_block_counts if {
	inside := {"replication_configuration": [{"rules": [{"status": "Enabled", "destination": [{"bucket": "arn:aws:s3:::copy"}]}]}]}
	_judged(object.union(_orders, {"object": inside}), [_copy], true) == [0, 0]
}

_not_applicable(resource, others) if {
	bucket_cross_region.not_applicable with input as _given(resource, others, true) with data.config.parameters as _parameters
}

test_copies_and_exempt_buckets_are_not_judged if {
	_not_applicable(_copy, [_orders, _replication("Enabled", "arn:aws:s3:::copy", [])])
	_not_applicable(_bucket("shop-logs", "eu-central-1"), [])
	not _not_applicable(_orders, [_copy, _replication("Enabled", "arn:aws:s3:::copy", [])])
}

_other(type, values, unknown) := {"type": type, "id": "it", "object": values, "unknown": unknown}

test_google_and_azure_say_it_by_one_attribute if {
	_judged(_other("google_storage_bucket", {"location": "EU"}, {}), [], true) == [0, 0]
	dual := {"location": "EUROPE", "custom_placement_config": [{"data_locations": ["EUROPE-WEST1", "EUROPE-WEST4"]}]}
	_judged(_other("google_storage_bucket", dual, {}), [], true) == [0, 0]
	_judged(_other("google_storage_bucket", {"location": "europe-west3"}, {}), [], true) == [1, 0]
	_judged(_other("azurerm_storage_account", {"account_replication_type": "RAGRS"}, {}), [], true) == [0, 0]
	_judged(_other("azurerm_storage_account", {"account_replication_type": "ZRS"}, {}), [], true) == [1, 0]
	mark := {"/location": {"references": [], "computed": false, "open": true}}
	_judged(_other("google_storage_bucket", {}, mark), [], true) == [0, 1]
}
