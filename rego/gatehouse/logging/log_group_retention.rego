# METADATA
# title: Logs are kept for as long as they are asked for, and not for ever
# description: >-
#   A log group without a retention keeps every line for ever, and is paid for every month. One that forgets after a few
#   days has nothing to say when somebody notices what happened last week.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
#   - ref: https://cloud.google.com/logging/docs/buckets#custom-retention
#   - ref: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure
# custom:
#   id: log-group-retention
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_cloudwatch_log_group
#     - google_logging_project_bucket_config
#     - google_logging_folder_bucket_config
#     - google_logging_organization_bucket_config
#     - google_logging_billing_account_bucket_config
#     - azurerm_log_analytics_workspace
#     - azurerm_log_analytics_workspace_table
#     - azurerm_log_analytics_workspace_table_*
#     - azurerm_network_watcher_flow_log
#   controls:
#     soc2: [CC7.2]
#   remediation: >-
#     AWS: `retention_in_days = 30` (or another of the values that CloudWatch takes: 60, 90, 365). Google:
#     `retention_days = 30`. Azure: `retention_in_days = 30`, and for a flow log `days = 30` in its `retention_policy`. What is asked for later than that belongs into an archive.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minimumDays:
#         description: For how many days logs are kept at least.
#         type: integer
#         minimum: 1
#         default: 30
#       maximumDays:
#         description: For how many days logs are kept here at most; 3653, ten years, is what CloudWatch takes at most.
#         type: integer
#         minimum: 1
#         default: 3653
package gatehouse.logging.log_group_retention

import data.gatehouse.lib.attribute
import data.gatehouse.lib.text

_parameters := data.config.parameters["log-group-retention"]

# Nothing set: CloudWatch keeps for ever, the others for 30 days.
_retention := {
	"aws_cloudwatch_log_group": {"keys": ["retention_in_days"], "fallback": 0},
	"azurerm_log_analytics_workspace": {"keys": ["retention_in_days"], "fallback": 30},
	"azurerm_network_watcher_flow_log": {"keys": ["retention_policy", 0, "days"], "fallback": "lifecycle"},
}

_place := {"keys": ["retention_in_days"], "fallback": "workspace"} if {
	_table
} else := object.get(_retention, input.resource.type, {"keys": ["retention_days"], "fallback": 30})

# A table that says nothing has its workspace's retention.
_table if startswith(input.resource.type, "azurerm_log_analytics_workspace_table")

not_applicable if {
	_table
	attribute.unset(_own(["retention_in_days"]))
}

# Azure itself says how long a table of those plans is kept.
not_applicable if {
	_table
	_own(["plan"]).value in {"Basic", "Auxiliary"}
}

# When a flow log that deletes nothing is archived or deleted is its storage account's to say.
not_applicable if attribute.is(_own(["retention_policy", 0, "enabled"]), false)

not_applicable if attribute.is(_own(["retention_policy", 0, "days"]), 0)

_own(keys) := attribute.read(input.resource, keys)

# CloudWatch keeps what it only delivers for two days, whatever is set.
not_applicable if attribute.is(_own(["log_group_class"]), "DELIVERY")

_days := attribute.read_or(input.resource, _place.keys, _place.fallback)

violations contains {
	"path": _days.path,
	"message": $"logs are never deleted; set {_place.keys[0]} to {_parameters.minimumDays} or more",
} if {
	attribute.number(_days) == 0
	_place.fallback == 0
}

violations contains {
	"path": _days.path,
	"message": $"logs are kept for {text.days(days)}; keep them for {_parameters.minimumDays} or more",
} if {
	days := attribute.number(_days)
	days > 0
	days < _parameters.minimumDays
}

violations contains {
	"path": _days.path,
	"message": $"logs are kept for {text.days(days)}; keep them for {_parameters.maximumDays} at most, and archive them",
} if {
	days := attribute.number(_days)
	days > _parameters.maximumDays
}

unknowns contains attribute.unknown(_days, "for how long logs are kept")
