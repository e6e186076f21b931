package gatehouse.disaster_recovery.s3_versioning_test

import data.gatehouse.disaster_recovery.s3_versioning

_judged(bucket, versionings, known) := [count(violations), count(unknowns)] if {
	judged := {
		"resource": {
			"type": "aws_s3_bucket",
			"id": "aws_s3_bucket.orders",
			"object": object.union({"bucket": "orders"}, bucket),
			"unknown": {},
		},
		"context": {"siblings": {"s3-versioning": {"known": known, "resources": versionings}}},
	}
	violations := s3_versioning.violations with input as judged
	unknowns := s3_versioning.unknowns with input as judged
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
		"context": {"siblings": {"s3-versioning": {"known": true, "resources": []}}},
	}
	s3_versioning.violations == set() with input as judged
	count(s3_versioning.unknowns) == 1 with input as judged
}
