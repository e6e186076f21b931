# METADATA
# title: A budget alerts somebody at 80, 100 and 120 percent
# description: >-
#   A budget stops nothing. All that it does is to tell somebody, and that helps only while there is something left to save: at 80
#   percent, at the limit, and once more when the limit has been passed for good. A threshold without a subscriber tells nobody.
# related_resources:
#   - ref: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html
#   - ref: https://cloud.google.com/billing/docs/how-to/budgets
#   - ref: https://learn.microsoft.com/en-us/azure/cost-management-billing/costs/tutorial-acm-create-budgets
# custom:
#   id: budget-alerts
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_budgets_budget, google_billing_budget, azurerm_consumption_budget_*]
#   remediation: >-
#     AWS: for each threshold a block `notification { comparison_operator = "GREATER_THAN", threshold = 80, threshold_type =
#     "PERCENTAGE", notification_type = "ACTUAL", subscriber_email_addresses = [...] }` (one argument a line). Google:
#     `threshold_rules { threshold_percent = 0.8 }`, and leave the default recipients on or name `monitoring_notification_channels`.
#     Azure: `notification { threshold = 80, operator = "GreaterThan", contact_emails = [...] }`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       thresholds:
#         description: Percent of the budget at which there must be an alert, of what is spent or of what is forecast.
#         type: array
#         minItems: 1
#         items: {type: integer, minimum: 1, maximum: 1000}
#         default: [80, 100, 120]
package gatehouse.cost.budget_alerts

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["budget-alerts"]

_cloud := split(input.resource.type, "_")[0]

_block := "threshold_rules" if _cloud == "google"

else := "notification"

_read(keys, key) := attribute.read(input.resource, array.concat(keys, [key]))

# Budgets of what reservations and savings plans are used for alert below their threshold.
not_applicable if {
	type := attribute.read(input.resource, ["budget_type"])
	type.state == "known"
	not type.value in {"COST", "USAGE"}
}

_alerts := [keys |
	some keys in attribute.blocks(input.resource, [_block])
	not attribute.is(_read(keys, "enabled"), false)
	not attribute.is(_read(keys, "comparison_operator"), "LESS_THAN")
]

_percents := {percent | some keys in _alerts; percent := _percent(keys)}

# Rounded, because Google's are parts of one: 1.1 times 100 is a little more than 110.
_percent(keys) := round(attribute.number(_read(keys, "threshold_percent")) * 100) if _cloud == "google"

_percent(keys) := attribute.number(_read(keys, "threshold")) if {
	_cloud != "google"
	not _absolute(keys)
}

_percent(keys) := round((attribute.number(_read(keys, "threshold")) * 100) / limit) if {
	_absolute(keys)
	limit := attribute.number(_read([], "limit_amount"))
	limit > 0
}

_absolute(keys) if attribute.is(_read(keys, "threshold_type"), "ABSOLUTE_VALUE")

_missing := sort([threshold |
	some threshold in _parameters.thresholds
	not threshold in _percents
])

# A threshold that is not known may be any of those that are missing.
_open if attribute.undecided(_read([], _block))

_open if {
	some keys in _alerts
	not _percent(keys)
}

_list(thresholds) := concat(", ", [$"{threshold}" | some threshold in thresholds])

violations contains {
	"path": $"/{_block}",
	"message": $"nobody is told at {_list(_missing)} percent of this budget; add an alert for each",
} if {
	count(_missing) > 0
	not _open
}

unknowns contains {
	"path": $"/{_block}",
	"message": $"whether the budget alerts at {_list(_missing)} percent is known only after apply",
} if {
	count(_missing) > 0
	_open
}

violations contains {
	"path": attribute.read(input.resource, keys).path,
	"message": $"this alert tells nobody; set {_recipients[0]}",
} if {
	_cloud != "google"
	some keys in _alerts
	_nobody(keys)
}

# Google tells the administrators of the billing account, until that is switched off.
violations contains {"path": answer.path, "message": message} if {
	_cloud == "google"
	some keys in attribute.blocks(input.resource, ["all_updates_rule"])
	answer := _read(keys, "disable_default_iam_recipients")
	attribute.is(answer, true)
	_nobody(keys)
	message := "the default recipients are switched off and no others are named; set monitoring_notification_channels"
}

_recipients := {
	"aws": ["subscriber_email_addresses", "subscriber_sns_topic_arns"],
	"azurerm": ["contact_emails", "contact_groups", "contact_roles"],
	"google": ["monitoring_notification_channels", "pubsub_topic"],
}[_cloud]

_nobody(keys) if {
	every recipients in _recipients {
		_empty(_read(keys, recipients))
	}
}

_empty(answer) if attribute.unset(answer)

_empty(answer) if attribute.is(answer, [])
