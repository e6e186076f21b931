# METADATA
# title: API stages log each request as JSON, with its id
# description: >-
#   A gateway answers many requests by itself, and only its access log knows of them. As JSON a search can ask for a field,
#   and the request's id leads from there to what the services behind it logged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
# custom:
#   id: api-gateway-access-logs
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_api_gateway_stage, aws_apigatewayv2_stage]
#   controls:
#     soc2: [CC7.2]
#     fsbp: [APIGateway.9]
#   remediation: >-
#     Add an `access_log_settings` block with `destination_arn = aws_cloudwatch_log_group.<name>.arn` and
#     `format = jsonencode({requestId = "$context.requestId", ip = "$context.identity.sourceIp", status = "$context.status"})`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.logging.api_gateway_access_logs

import data.gatehouse.lib.attribute

_settings := attribute.read(input.resource, ["access_log_settings"])

_destination := attribute.read(input.resource, ["access_log_settings", 0, "destination_arn"])

_format := attribute.read(input.resource, ["access_log_settings", 0, "format"])

violations contains {
	"path": _settings.path,
	"message": "requests are not logged; add access_log_settings",
} if {
	attribute.unset(_destination)
	not attribute.undecided(_settings)
}

violations contains {
	"path": _format.path,
	"message": "requests are not logged as JSON; make format with jsonencode",
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
