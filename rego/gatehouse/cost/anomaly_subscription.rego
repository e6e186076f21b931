# METADATA
# title: Anomalies of cost are told to somebody
# description: >-
#   A monitor learns what is usual and finds what is not, within a day and long before a budget is used up. Without a subscription
#   its findings stay in a console that nobody opens.
# related_resources:
#   - ref: https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html
# custom:
#   id: anomaly-subscription
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_ce_anomaly_monitor]
#   siblings: [aws_ce_anomaly_subscription]
#   remediation: >-
#     Add an `aws_ce_anomaly_subscription` with `monitor_arn_list = [aws_ce_anomaly_monitor.<name>.arn]`, a `frequency`, a
#     `threshold_expression` and a `subscriber { type = "EMAIL", address = "..." }` (one argument a line).
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.cost.anomaly_subscription

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["anomaly-subscription"]

_subscriptions := siblings.naming(_around.resources, ["monitor_arn_list"], input.resource)

_kept if {
	some subscription in _subscriptions
	count(attribute.blocks(subscription, ["subscriber"])) > 0
}

_open if not _around.known

_open if siblings.may_name(_around.resources, ["monitor_arn_list"], input.resource)

_open if {
	some subscription in _subscriptions
	attribute.undecided(attribute.read(subscription, ["subscriber"]))
}

violations contains {
	"path": "",
	"message": "what this monitor finds is told to nobody; add an aws_ce_anomaly_subscription with a subscriber",
} if {
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether anybody is told what this monitor finds is not known here"} if {
	not _kept
	_open
}
