# METADATA
# title: Who owns it hears of it
# description: >-
#   A resource that no longer complies is found within minutes, and mended when somebody looks. A rule of EventBridge on the changes of
#   AWS Config, to a topic that somebody subscribes to, brings it to who can mend it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html
# custom:
#   id: compliance-notification
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   controls:
#     soc2: [CC7.3]
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [set/terraform]
#   siblings:
#     - aws_config_configuration_recorder
#     - aws_config_config_rule
#     - aws_config_conformance_pack
#     - aws_config_delivery_channel
#     - aws_cloudwatch_event_rule
#     - aws_cloudwatch_event_target
#     - aws_sns_topic
#     - aws_sns_topic_subscription
#   remediation: >-
#     Add an `aws_cloudwatch_event_rule` with `event_pattern = jsonencode({source = ["aws.config"], "detail-type" = ["Config Rules
#     Compliance Change"]})`, an `aws_cloudwatch_event_target` of it whose `arn` is that of an `aws_sns_topic`, and an
#     `aws_sns_topic_subscription` of the topic.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       sources:
#         description: Event sources that tell of compliance.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [aws.config, aws.securityhub]
package gatehouse.compliance.compliance_notification

import data.gatehouse.lib.attribute
import data.gatehouse.lib.events
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["compliance-notification"]

_around := input.context.siblings["compliance-notification"]

_of(type) := [resource | some resource in _around.resources; resource.type == type]

_detections := array.concat(
	_of("aws_config_configuration_recorder"),
	array.concat(_of("aws_config_config_rule"), _of("aws_config_conformance_pack")),
)

# Most plans detect nothing.
not_applicable if count(_detections) == 0

_topics := _of("aws_sns_topic")

_subscriptions := _of("aws_sns_topic_subscription")

_rules := [rule | some rule in _of("aws_cloudwatch_event_rule"); events.may_match(rule, _parameters.sources)]

# What sends on what is detected, and the attribute that says where to.
_senders := array.concat(_targets, [{"resource": channel, "keys": ["sns_topic_arn"]} |
	some channel in _of("aws_config_delivery_channel")
	attribute.is_set(attribute.read(channel, ["sns_topic_arn"]))
])

_targets := [{"resource": target, "keys": ["arn"]} |
	some rule in _rules
	some target in _of("aws_cloudwatch_event_target")
	siblings.names(target, ["rule"], rule) == "yes"
]

# A topic of another plan, a queue or a function is somebody's.
_reaches(sender) := "yes" if {
	count(_named(sender)) == 0
} else := "yes" if {
	some topic in _named(sender)
	count(siblings.naming(_subscriptions, ["topic_arn"], topic)) > 0
} else := "unknown" if {
	some topic in _named(sender)
	siblings.may_name(_subscriptions, ["topic_arn"], topic)
} else := "nobody"

_named(sender) := [topic | some topic in _topics; siblings.names(sender.resource, sender.keys, topic) == "yes"]

_outcomes := {_reaches(sender) | some sender in _senders}

_open if not _around.known

_open if "unknown" in _outcomes

_open if {
	some rule in _rules
	siblings.may_name(_of("aws_cloudwatch_event_target"), ["rule"], rule)
}

violations contains {"path": "", "message": $"what is found not to comply reaches nobody; {_advice}"} if {
	not "yes" in _outcomes
	not _open
}

_advice := "the topic that it is sent to has no subscription; add an aws_sns_topic_subscription" if "nobody" in _outcomes

else := "add an EventBridge rule on aws.config with a target"

unknowns contains {"path": "", "message": "whether what is found not to comply reaches anybody is not known here"} if {
	not "yes" in _outcomes
	_open
}
