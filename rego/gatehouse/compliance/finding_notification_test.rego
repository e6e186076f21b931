package gatehouse.compliance.finding_notification_test

import data.gatehouse.compliance.finding_notification

_resource(type, values) := {"type": type, "id": $"{type}.findings", "object": values, "unknown": {}}

_topic := _resource("google_pubsub_topic", {"id": "projects/shop/topics/findings", "name": "findings"})

_subscription(topic) := _resource("google_pubsub_subscription", {"name": "mend", "topic": topic})

_input(resource, others, known) := {
	"resource": resource,
	"context": {"siblings": {"finding-notification": {"resources": others, "known": known}}},
}

_found(resource, others) := {violation.path |
	some violation in finding_notification.violations with input as _input(resource, others, true)
}

_config := _resource("google_scc_v2_project_notification_config", {"pubsub_topic": "projects/shop/topics/findings"})

_feed := _resource("google_cloud_asset_project_feed", {"feed_output_config": [{"pubsub_destination": [{"topic": "projects/shop/topics/findings"}]}]})

test_a_topic_with_a_subscription if {
	every resource in [_config, _feed] {
		_found(resource, [_topic, _subscription("projects/shop/topics/findings")]) == set()
		_found(resource, [_topic, _subscription("findings")]) == set()
	}
}

test_a_topic_without_one if {
	_found(_config, [_topic]) == {"/pubsub_topic"}
	_found(_feed, [_topic, _subscription("projects/shop/topics/other")]) == {"/feed_output_config/0/pubsub_destination/0/topic"}
}

test_a_topic_of_another_plan_is_somebodys if _found(_config, []) == set()

test_what_is_not_seen_is_unknown if {
	asked := _input(_config, [_topic], false)
	violations := finding_notification.violations with input as asked
	violations == set()
	unknowns := finding_notification.unknowns with input as asked
	{unknown.path | some unknown in unknowns} == {"/pubsub_topic"}
}

_contact(notifications, admins) := _resource("azurerm_security_center_contact", {
	"email": "security@example.com",
	"alert_notifications": notifications,
	"alerts_to_admins": admins,
})

test_a_contact_of_defender if {
	_found(_contact(true, false), []) == set()
	_found(_contact(false, true), []) == set()
	_found(_contact(false, false), []) == {"/alert_notifications"}
	mark := {"references": [], "computed": false, "open": true}
	contact := object.union(_contact(false, null), {"unknown": {"/alerts_to_admins": mark}})
	_found(contact, []) == set()
	unknowns := finding_notification.unknowns with input as _input(contact, [], true)
	{unknown.path | some unknown in unknowns} == {"/alerts_to_admins"}
}

_azure(type, object, others, known) := {
	"resource": {"type": type, "id": $"{type}.a", "object": object, "unknown": {}},
	"context": {"siblings": {"finding-notification": {"known": known, "resources": others}}},
}

_subscribed := {
	"type": "azurerm_eventgrid_system_topic_event_subscription",
	"id": "azurerm_eventgrid_system_topic_event_subscription.a",
	"object": {"system_topic": "policy"},
	"unknown": {},
}

test_changes_of_azure_policy if {
	topic := {"name": "policy", "topic_type": "Microsoft.PolicyInsights.PolicyStates"}
	type := "azurerm_eventgrid_system_topic"
	count(finding_notification.violations) == 1 with input as _azure(type, topic, [], true)
	count(finding_notification.violations) == 0 with input as _azure(type, topic, [_subscribed], true)
	count(finding_notification.violations) == 0 with input as _azure(type, topic, [], false)
	count(finding_notification.unknowns) == 1 with input as _azure(type, topic, [], false)
	finding_notification.not_applicable with input as _azure(type, {"topic_type": "Microsoft.KeyVault.vaults"}, [], true)
}

test_an_automation_that_is_off if {
	type := "azurerm_security_center_automation"
	count(finding_notification.violations) == 1 with input as _azure(type, {"enabled": false}, [], true)
	count(finding_notification.violations) == 0 with input as _azure(type, {}, [], true)
}
