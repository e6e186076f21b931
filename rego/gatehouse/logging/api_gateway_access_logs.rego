# METADATA
# title: API gateways log each request as JSON, with its id
# description: >-
#   A gateway answers many requests by itself, and only its access log knows of them. As JSON a search can ask for a field,
#   and the request's id leads from there to what the services behind it logged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
#   - ref: https://learn.microsoft.com/azure/api-management/monitor-api-management
#   - ref: https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights
# custom:
#   id: api-gateway-access-logs
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_api_gateway_stage, aws_apigatewayv2_stage, azurerm_api_management]
#   siblings: [azurerm_monitor_diagnostic_setting, azurerm_api_management_diagnostic]
#   controls:
#     cis: [Azure 2.1.0 5.4]
#     soc2: [CC7.2]
#     fsbp: [APIGateway.9]
#   remediation: >-
#     AWS: add an `access_log_settings` block with `destination_arn = aws_cloudwatch_log_group.<name>.arn` and
#     `format = jsonencode({requestId = "$context.requestId", ip = "$context.identity.sourceIp", status = "$context.status"})`.
#     Azure: add an `azurerm_monitor_diagnostic_setting` with `target_resource_id = azurerm_api_management.<name>.id`, a
#     `log_analytics_workspace_id` and `enabled_log { category = "GatewayLogs" }`, whose entries are JSON with a `CorrelationId`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.logging.api_gateway_access_logs

import data.gatehouse.lib.attribute
import data.gatehouse.lib.diagnostics
import data.gatehouse.lib.siblings

_azure if input.resource.type == "azurerm_api_management"

_settings := attribute.read(input.resource, ["access_log_settings"]) if not _azure

_destination := attribute.read(input.resource, ["access_log_settings", 0, "destination_arn"]) if not _azure

_format := attribute.read(input.resource, ["access_log_settings", 0, "format"]) if not _azure

violations contains {
	"path": _settings.path,
	"message": "requests are not logged; add access_log_settings",
} if {
	attribute.unset(_destination)
	not attribute.undecided(_settings)
}

violations contains {
	"path": _format.path,
	"message": "requests are not logged as JSON; make the format one JSON object",
} if {
	attribute.is_set(_destination)
	is_string(_format.value)
	not _json
}

violations contains {
	"path": _format.path,
	"message": "the log does not say which request it is about; add $context.requestId to format",
} if {
	attribute.is_set(_destination)
	_json
	not regex.match(`\$context\.(extendedRequestId|requestId)`, _format.value)
}

_json if startswith(trim_space(_format.value), "{")

unknowns contains attribute.unknown(_settings, "whether requests are logged")

unknowns contains attribute.unknown(_format, "how requests are logged") if not attribute.undecided(_settings)

# API Management logs through a resource beside it: a diagnostic setting, or its own diagnostic into Application Insights.
_around := input.context.siblings["api-gateway-access-logs"] if _azure

_taken := diagnostics.takes(_around, input.resource, {"GatewayLogs", "allLogs"})

_diagnostics := [other |
	some other in _around.resources
	other.type == "azurerm_api_management_diagnostic"
	not attribute.is(attribute.read(other, ["identifier"]), "azuremonitor")
	not attribute.is(attribute.read(other, ["sampling_percentage"]), 0)
]

_traced if count(siblings.naming(_diagnostics, ["api_management_name"], input.resource)) > 0

_open if _taken == "unknown"

_open if siblings.may_name(_diagnostics, ["api_management_name"], input.resource)

violations contains {
	"path": "",
	"message": "requests are not logged; add an azurerm_monitor_diagnostic_setting with GatewayLogs",
} if {
	_taken == "no"
	not _traced
	not _open
}

unknowns contains {"path": "", "message": "whether requests are logged is not known here"} if {
	_azure
	_taken != "yes"
	not _traced
	_open
}
