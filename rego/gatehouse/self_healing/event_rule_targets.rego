# METADATA
# title: Each EventBridge rule has a target
# description: >-
#   A rule without a target matches its events and drops them. It looks like automation in the console, and nothing is
#   ever healed by it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
# custom:
#   id: event-rule-targets
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_cloudwatch_event_rule]
#   siblings: [aws_cloudwatch_event_target]
#   remediation: >-
#     Add an `aws_cloudwatch_event_target` with `rule = aws_cloudwatch_event_rule.<name>.name` and the `arn` of what heals.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.self_healing.event_rule_targets

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["event-rule-targets"]

# A rule that is switched off is off on purpose.
not_applicable if attribute.is(attribute.read(input.resource, ["state"]), "DISABLED")

not_applicable if attribute.is(attribute.read(input.resource, ["is_enabled"]), false)

_kept if count(siblings.naming(_around.resources, ["rule"], input.resource)) > 0

_open if not _around.known

_open if siblings.may_name(_around.resources, ["rule"], input.resource)

violations contains {
	"path": "",
	"message": "no target takes the rule's events; add an aws_cloudwatch_event_target",
} if {
	not _kept
	not _open
}

unknowns contains {
	"path": "",
	"message": "whether a target takes the rule's events is not known here",
} if {
	not _kept
	_open
}
