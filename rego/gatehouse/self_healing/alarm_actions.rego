# METADATA
# title: Each alarm does something
# description: >-
#   An alarm without an action turns red in a console that nobody looks at. What heals, and whom it tells when that is not
#   enough, hangs on its actions: `alarm_actions`, notification channels, action groups. Alarms that others read (composite alarms,
#   deployments, health checks, processing rules) need none.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
#   - ref: https://cloud.google.com/monitoring/support/notification-options
#   - ref: https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/action-groups
# custom:
#   id: alarm-actions
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_cloudwatch_metric_alarm
#     - aws_cloudwatch_composite_alarm
#     - google_monitoring_alert_policy
#     - azurerm_monitor_metric_alert
#     - azurerm_monitor_activity_log_alert
#     - azurerm_monitor_scheduled_query_rules_alert_v2
#   siblings:
#     - aws_cloudwatch_composite_alarm
#     - aws_codedeploy_deployment_group
#     - aws_ecs_service
#     - aws_route53_health_check
#     - aws_cloudwatch_event_rule
#     - google_clouddeploy_delivery_pipeline
#     - azurerm_monitor_alert_processing_rule_action_group
#   controls:
#     soc2: [CC7.2]
#   remediation: >-
#     AWS: name in `alarm_actions` what heals (an Auto Scaling policy, an EC2 recover action, a Lambda function, an SSM document) or an
#     SNS topic, and leave `actions_enabled` at true. Google Cloud: name a channel in `notification_channels`, of Pub/Sub for what heals.
#     Azure: add an `action` block with an action group, of a webhook, a function or a runbook for what heals.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.self_healing.alarm_actions

import data.gatehouse.lib.alarms
import data.gatehouse.lib.attribute

_around := input.context.siblings["alarm-actions"]

_aws if startswith(input.resource.type, "aws_")

# Where each type names what it does, and what is said where it names nothing.
_does := object.get(
	{
		"google_monitoring_alert_policy": [["notification_channels"], "notification_channels what heals, or whom to tell"],
		"azurerm_monitor_metric_alert": [["action"], "an action block the action group that heals"],
		"azurerm_monitor_activity_log_alert": [["action"], "an action block the action group that heals"],
		"azurerm_monitor_scheduled_query_rules_alert_v2": [["action", 0, "action_groups"], "action_groups what heals"],
	},
	input.resource.type,
	[["alarm_actions"], "alarm_actions what heals, or an SNS topic"],
)

_actions := attribute.read(input.resource, _does[0])

# In AWS the actions alone can be switched off.
_switch := "actions_enabled" if {
	_aws
} else := "enabled"

_enabled := attribute.read_or(input.resource, [_switch], true)

_none if attribute.unset(_actions)

_none if count(_actions.value) == 0

_read_by_others if alarms.read_by(_around.resources, input.resource)

# An analysis of Cloud Deploy refers to it, somewhere in the stages.
_read_by_others if {
	some other in _around.resources
	other.type == "google_clouddeploy_delivery_pipeline"
	some mark in other.unknown
	some reference in mark.references
	reference.id == input.resource.id
}

# A processing rule of Azure adds action groups to every alert of a scope.
_rules := [other |
	some other in _around.resources
	other.type == "azurerm_monitor_alert_processing_rule_action_group"
	startswith(input.resource.type, "azurerm_")
	not attribute.is(attribute.read(other, ["enabled"]), false)
]

_read_by_others if {
	some rule in _rules
	some scope in attribute.read(rule, ["scopes"]).value
	some mine in attribute.read(input.resource, ["scopes"]).value
	startswith($"{lower(mine)}/", $"{lower(scope)}/")
}

_may_be_read if {
	some rule in _rules
	some resource in [rule, input.resource]
	_open_scopes(resource)
}

_open_scopes(resource) if {
	some place, _ in resource.unknown
	startswith($"{place}/", "/scopes/")
}

# Somebody may read it who cannot be seen, or whose list is not known yet.
_may_be_read if not _around.known

_may_be_read if alarms.may_be_read_by(_around.resources)

not_applicable if {
	_none
	_read_by_others
}

violations contains {
	"path": _actions.path,
	"message": $"the alarm does nothing; name in {_does[1]}",
} if {
	_none
	not _read_by_others
	not _may_be_read
}

violations contains {
	"path": _enabled.path,
	"message": $"{_subject} switched off; set {_switch} = true",
} if {
	not _none
	attribute.is(_enabled, false)
}

_subject := "the alarm's actions are" if {
	_aws
} else := "the alert is"

unknowns contains {
	"path": _actions.path,
	"message": "the alarm does nothing by itself, and whether something else reads it is not known here",
} if {
	_none
	not _read_by_others
	_may_be_read
}

unknowns contains attribute.unknown(_enabled, "whether the alarm's actions are switched on")
