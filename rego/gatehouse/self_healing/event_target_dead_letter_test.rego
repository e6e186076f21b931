package gatehouse.self_healing.event_target_dead_letter_test

import data.gatehouse.self_healing.event_target_dead_letter

_found(values, unknown) := {violation.path |
	some violation in event_target_dead_letter.violations with input as {"resource": {"object": values, "unknown": unknown}}
}

_mark := {"references": [], "computed": false, "open": true}

test_a_queue_keeps_the_promise if {
	_found({"dead_letter_config": [{"arn": "arn:aws:sqs:eu-central-1:123456789012:failed"}]}, {}) == set()
	_found({"dead_letter_config": [{}]}, {"/dead_letter_config/0/arn": _mark}) == set()
}

test_no_queue_is_found if {
	_found({}, {}) == {"/dead_letter_config"}
	_found({"dead_letter_config": []}, {}) == {"/dead_letter_config"}
	_found({"dead_letter_config": [{"arn": ""}]}, {}) == {"/dead_letter_config"}
}

test_a_block_that_is_not_known_yet_is_unknown if {
	resource := {"object": {}, "unknown": {"/dead_letter_config": _mark}}
	_found(resource.object, resource.unknown) == set()
	unknowns := event_target_dead_letter.unknowns with input as {"resource": resource}
	{unknown.path | some unknown in unknowns} == {"/dead_letter_config"}
}
