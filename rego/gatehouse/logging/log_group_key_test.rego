package gatehouse.logging.log_group_key_test

import data.gatehouse.logging.log_group_key

_paths(object, unknown) := {violation.path |
	some violation in log_group_key.violations with input as {"resource": {"object": object, "unknown": unknown}}
}

test_a_key_or_a_reference_to_one_is_kept if {
	_paths({"kms_key_id": "arn:aws:kms:eu-central-1:111122223333:key/1"}, {}) == set()
	_paths({}, {"/kms_key_id": {"references": [], "computed": false, "open": true}}) == set()
}

test_no_key_is_found if {
	_paths({}, {}) == {"/kms_key_id"}
	_paths({"kms_key_id": ""}, {}) == {"/kms_key_id"}
}
