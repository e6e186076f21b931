package gatehouse.logging.log_archive_glacier_test

import data.gatehouse.logging.log_archive_glacier

_given(bucket, others, known) := {
	"resource": {"type": "aws_s3_bucket", "id": "aws_s3_bucket.it", "object": bucket, "unknown": {}},
	"context": {"siblings": {"log-archive-glacier": {"known": known, "resources": others}}},
}

_parameters := {"log-archive-glacier": {"days": 30, "storageClasses": ["GLACIER"], "names": ["*-logs"]}}

_judged(bucket, others, known) := [count(violations), count(unknowns)] if {
	violations := log_archive_glacier.violations with input as _given(bucket, others, known)
		with data.config.parameters as _parameters
	unknowns := log_archive_glacier.unknowns with input as _given(bucket, others, known)
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
	log_archive_glacier.not_applicable with input as _given({"bucket": "shop-orders"}, [], true)
		with data.config.parameters as _parameters
	not log_archive_glacier.not_applicable with input as _given(_logs, [], true)
		with data.config.parameters as _parameters
}
