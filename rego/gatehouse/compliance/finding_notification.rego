# METADATA
# title: What Security Command Center, Defender and Azure Policy find reaches somebody
# description: >-
#   A topic of Pub/Sub or Event Grid without a subscription takes each finding and drops it, and a security contact whose notifications are
#   off is a name in a form. The platform has found it in time, and nobody hears of it.
# related_resources:
#   - ref: https://cloud.google.com/security-command-center/docs/how-to-notifications
#   - ref: https://cloud.google.com/asset-inventory/docs/monitoring-asset-changes
#   - ref: https://learn.microsoft.com/en-us/azure/defender-for-cloud/configure-email-notifications
#   - ref: https://learn.microsoft.com/en-us/azure/governance/policy/concepts/event-overview
# custom:
#   id: finding-notification
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   controls:
#     soc2: [CC7.3]
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - google_scc_notification_config
#     - google_scc_*_notification_config
#     - google_cloud_asset_*_feed
#     - azurerm_security_center_contact
#     - azurerm_security_center_automation
#     - azurerm_eventgrid_system_topic
#   siblings: [google_pubsub_topic, google_pubsub_subscription, azurerm_eventgrid_system_topic_event_subscription]
#   remediation: >-
#     Google Cloud: add a `google_pubsub_subscription` with `topic = google_pubsub_topic.<name>.id` for who mends or tells. Azure: set
#     `alert_notifications = true` in the `azurerm_security_center_contact`, and add an `azurerm_eventgrid_system_topic_event_subscription`
#     with `system_topic = azurerm_eventgrid_system_topic.<name>.name` for the changes of Azure Policy.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.compliance.finding_notification

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["finding-notification"]

_google if startswith(input.resource.type, "google_")

_contact if input.resource.type == "azurerm_security_center_contact"

_policy_changes if input.resource.type == "azurerm_eventgrid_system_topic"

# Most topics are about something else.
not_applicable if {
	_policy_changes
	about := attribute.read(input.resource, ["topic_type"])
	about.state == "known"
	lower(about.value) != "microsoft.policyinsights.policystates"
}

_keys := ["feed_output_config", 0, "pubsub_destination", 0, "topic"] if {
	startswith(input.resource.type, "google_cloud_asset_")
} else := ["pubsub_topic"]

_destination := attribute.read(input.resource, _keys)

# Topics of this plan that it sends to; a topic of another plan is somebody's.
_topics := [topic |
	some topic in _around.resources
	topic.type == "google_pubsub_topic"
	_sends_to(topic)
]

_sends_to(topic) if siblings.names(input.resource, _keys, topic) == "yes"

_sends_to(topic) if endswith(_destination.value, $"/topics/{topic.object.name}")

_subscriptions := [other | some other in _around.resources; other.type == "google_pubsub_subscription"]

_reads(subscription, topic) if siblings.names(subscription, ["topic"], topic) == "yes"

_reads(subscription, topic) if {
	endswith(attribute.read(subscription, ["topic"]).value, $"/topics/{topic.object.name}")
}

_kept if {
	some topic in _topics
	some subscription in _subscriptions
	_reads(subscription, topic)
}

_open if not _around.known

_open if {
	some topic in _topics
	siblings.may_name(_subscriptions, ["topic"], topic)
}

violations contains {
	"path": _destination.path,
	"message": "findings go to a topic that has no subscription; add a google_pubsub_subscription",
} if {
	_google
	count(_topics) > 0
	not _kept
	not _open
}

unknowns contains {"path": _destination.path, "message": "whether anybody subscribes to the topic is not known here"} if {
	_google
	count(_topics) > 0
	not _kept
	_open
}

_told := [attribute.read(input.resource, [field]) | some field in ["alert_notifications", "alerts_to_admins"]]

violations contains {
	"path": _told[0].path,
	"message": "neither the contact nor the owners of the subscription are told of alerts; set alert_notifications = true",
} if {
	_contact
	every answer in _told {
		attribute.is(answer, false)
	}
}

unknowns contains attribute.unknown(answer, "whether somebody is told of alerts") if {
	_contact
	some answer in _told
}

# Azure Policy tells Event Grid of each resource that no longer complies.
_grid := [other | some other in _around.resources; other.type == "azurerm_eventgrid_system_topic_event_subscription"]

_heard if count(siblings.naming(_grid, ["system_topic"], input.resource)) > 0

_may_be_heard if not _around.known

_may_be_heard if siblings.may_name(_grid, ["system_topic"], input.resource)

violations contains {
	"path": "",
	"message": "nobody subscribes to the changes of Azure Policy; add an azurerm_eventgrid_system_topic_event_subscription",
} if {
	_policy_changes
	not _heard
	not _may_be_heard
}

unknowns contains {"path": "", "message": "whether anybody subscribes to the changes of Azure Policy is not known here"} if {
	_policy_changes
	not _heard
	_may_be_heard
}

_enabled := attribute.read_or(input.resource, ["enabled"], true) if {
	input.resource.type == "azurerm_security_center_automation"
}

violations contains {
	"path": _enabled.path,
	"message": "the automation that sends on what Defender finds is off; set enabled = true",
} if {
	attribute.is(_enabled, false)
}

unknowns contains attribute.unknown(_enabled, "whether what Defender finds is sent on")
