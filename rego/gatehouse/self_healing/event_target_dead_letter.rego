# METADATA
# title: An event that could not be delivered is kept
# description: >-
#   EventBridge tries a target for a day at most and then drops the event, at once where permissions are missing. The healing that it
#   should have started never happens, and nobody hears of it. A dead-letter queue keeps the event and can alarm.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
# custom:
#   id: event-target-dead-letter
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_cloudwatch_event_target]
#   remediation: >-
#     Add `dead_letter_config { arn = aws_sqs_queue.failed_events.arn }`, and allow `events.amazonaws.com` to send to the queue.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.self_healing.event_target_dead_letter

import data.gatehouse.lib.attribute

_block := attribute.read(input.resource, ["dead_letter_config"])

_queue := attribute.read(input.resource, ["dead_letter_config", 0, "arn"])

violations contains {
	"path": _block.path,
	"message": "events that the target does not take are lost; add dead_letter_config with the arn of an SQS queue",
} if {
	attribute.unset(_queue)
	not attribute.undecided(_block)
}

unknowns contains attribute.unknown(_block, "whether events that the target does not take are kept")
