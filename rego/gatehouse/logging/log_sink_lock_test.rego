package gatehouse.logging.log_sink_lock_test

import data.gatehouse.logging.log_sink_lock

_bucket(values, unknown) := {
	"type": "google_storage_bucket",
	"id": "google_storage_bucket.it",
	"object": object.union({"name": "shop-audit"}, values),
	"unknown": {path: {"references": [], "computed": false, "open": true} | some path in unknown},
}

_sink := {"type": "google_logging_project_sink", "object": {"destination": "storage.googleapis.com/shop-audit"}, "unknown": {}}

_judged(bucket, locked) := [{one.path | some one in violations}, {one.path | some one in unknowns}] if {
	given := {"resource": bucket, "context": {"siblings": {"log-sink-lock": {"known": true, "resources": [_sink]}}}}
	parameters := {"log-sink-lock": {"locked": locked}}
	violations := log_sink_lock.violations with input as given with data.config.parameters as parameters
	unknowns := log_sink_lock.unknowns with input as given with data.config.parameters as parameters
}

_policy(values) := {"retention_policy": [object.union({"retention_period": 31536000}, values)]}

test_a_policy_that_is_locked_is_kept if {
	_judged(_bucket(_policy({"is_locked": true}), []), true) == [set(), set()]
	_judged(_bucket(_policy({}), []), false) == [set(), set()]
}

test_none_or_one_without_a_lock_is_found if {
	_judged(_bucket({}, []), true) == [{"/retention_policy"}, set()]
	_judged(_bucket({"retention_policy": []}, []), false) == [{"/retention_policy"}, set()]
	_judged(_bucket(_policy({}), []), true) == [{"/retention_policy/0/is_locked"}, set()]
	_judged(_bucket(_policy({"is_locked": false}), []), true) == [{"/retention_policy/0/is_locked"}, set()]
}

test_what_is_known_only_after_apply_is_unknown if {
	_judged(_bucket({}, ["/retention_policy"]), true) == [set(), {"/retention_policy/0/is_locked"}]
	_judged(_bucket({}, ["/retention_policy"]), false) == [set(), {"/retention_policy"}]
	_judged(_bucket(_policy({}), ["/retention_policy/0/is_locked"]), true) == [set(), {"/retention_policy/0/is_locked"}]
}

_sunk(destination, unknown) if {
	sink := {"type": "google_logging_folder_sink", "object": {"destination": destination}, "unknown": unknown}
	given := {"resource": _bucket({}, []), "context": {"siblings": {"log-sink-lock": {"known": true, "resources": [sink]}}}}
	not log_sink_lock.not_applicable with input as given
}

test_only_what_a_sink_exports_into_is_judged if {
	_sunk("storage.googleapis.com/shop-audit", {})
	reference := {"type": "google_storage_bucket", "id": "google_storage_bucket.it", "attribute": "name"}
	_sunk(null, {"/destination": {"references": [reference], "computed": false, "open": false}})
	not _sunk("storage.googleapis.com/shop-audit-2", {})
	not _sunk("pubsub.googleapis.com/projects/shop/topics/shop-audit", {})
}
