package gatehouse.self_healing.event_target_dead_letter_test

import data.gatehouse.self_healing.event_target_dead_letter

_found(values, unknown) := {violation.path |
	some violation in event_target_dead_letter.violations with input as {"resource": _target(values, unknown)}
}

_target(values, unknown) := {"type": "aws_cloudwatch_event_target", "object": values, "unknown": unknown}

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
	resource := _target({}, {"/dead_letter_config": _mark})
	_found(resource.object, resource.unknown) == set()
	unknowns := event_target_dead_letter.unknowns with input as {"resource": resource}
	{unknown.path | some unknown in unknowns} == {"/dead_letter_config"}
}

_other(type, values) := {"resource": {"type": type, "object": values, "unknown": {}}}

test_subscriptions_of_google_and_azure if {
	push := {"push_config": [{"push_endpoint": "https://heal.example.com"}]}
	kept := object.union(push, {"dead_letter_policy": [{"dead_letter_topic": "projects/shop/topics/failed"}]})
	lost := event_target_dead_letter.violations with input as _other("google_pubsub_subscription", push)
	{violation.path | some violation in lost} == {"/dead_letter_policy"}
	none := event_target_dead_letter.violations with input as _other("google_pubsub_subscription", kept)
	none == set()
	every type in ["azurerm_eventgrid_event_subscription", "azurerm_eventgrid_system_topic_event_subscription"] {
		dropped := event_target_dead_letter.violations with input as _other(type, {})
		{violation.path | some violation in dropped} == {"/storage_blob_dead_letter_destination"}
		blobs := {"storage_blob_dead_letter_destination": [{"storage_account_id": "/storage"}]}
		fine := event_target_dead_letter.violations with input as _other(type, blobs)
		fine == set()
	}
}

test_what_is_pulled_is_not_judged if {
	event_target_dead_letter.not_applicable with input as _other("google_pubsub_subscription", {"push_config": []})
	not event_target_dead_letter.not_applicable with input as _other("azurerm_eventgrid_event_subscription", {})
}
