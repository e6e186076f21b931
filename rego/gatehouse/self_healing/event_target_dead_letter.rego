# METADATA
# title: An event that could not be delivered is kept
# description: >-
#   EventBridge and Event Grid try a target for a day at most and then drop the event, at once where permissions are missing; Pub/Sub
#   pushes for a week. The healing that it should have started never happens, and nobody hears of it. What is kept can alarm.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
#   - ref: https://cloud.google.com/pubsub/docs/dead-letter-topics
#   - ref: https://learn.microsoft.com/en-us/azure/event-grid/manage-event-delivery
# custom:
#   id: event-target-dead-letter
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_cloudwatch_event_target
#     - google_pubsub_subscription
#     - azurerm_eventgrid_event_subscription
#     - azurerm_eventgrid_system_topic_event_subscription
#   remediation: >-
#     AWS: add `dead_letter_config { arn = aws_sqs_queue.failed_events.arn }`, and allow `events.amazonaws.com` to send to the queue.
#     Google Cloud: add `dead_letter_policy { dead_letter_topic = google_pubsub_topic.failed_events.id }` and allow Pub/Sub's service
#     agent to publish there. Azure: add a `storage_blob_dead_letter_destination` with a storage account and a container.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.self_healing.event_target_dead_letter

import data.gatehouse.lib.attribute

_keys := object.get(
	{
		"google_pubsub_subscription": ["dead_letter_policy", "dead_letter_topic", "a dead_letter_topic"],
		"azurerm_eventgrid_event_subscription": _blobs,
		"azurerm_eventgrid_system_topic_event_subscription": _blobs,
	},
	input.resource.type,
	["dead_letter_config", "arn", "the arn of an SQS queue"],
)

_blobs := ["storage_blob_dead_letter_destination", "storage_account_id", "a storage account"]

_block := attribute.read(input.resource, [_keys[0]])

_queue := attribute.read(input.resource, [_keys[0], 0, _keys[1]])

# What is pulled waits for who pulls it.
not_applicable if {
	input.resource.type == "google_pubsub_subscription"
	attribute.unset(attribute.read(input.resource, ["push_config", 0, "push_endpoint"]))
}

violations contains {
	"path": _block.path,
	"message": $"events that the target does not take are lost; add {_keys[0]} with {_keys[2]}",
} if {
	attribute.unset(_queue)
	not attribute.undecided(_block)
}

unknowns contains attribute.unknown(_block, "whether events that the target does not take are kept")
