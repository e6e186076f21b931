# METADATA
# title: DNS asks at least every 15 seconds whether an endpoint is there
# description: >-
#   A failover record only moves when its health check has failed several times. At the default of 30 seconds, three times,
#   that is a minute and a half of errors before anything heals. Route 53 and Traffic Manager offer 10 seconds, the fast interval.
# related_resources:
#   - ref: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
#   - ref: https://learn.microsoft.com/en-us/azure/traffic-manager/traffic-manager-monitoring
# custom:
#   id: route53-health-check
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_route53_health_check, azurerm_traffic_manager_profile]
#   remediation: >-
#     Route 53: set `request_interval = 10` and `failure_threshold = 3` or less. The interval cannot be changed in place: Terraform
#     replaces the health check. Traffic Manager: in `monitor_config` set `interval_in_seconds = 10`, `timeout_in_seconds = 5` and
#     `tolerated_number_of_failures = 3` or less.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxInterval:
#         description: The longest time between two checks, in seconds. Both platforms know 10 and 30.
#         type: integer
#         minimum: 10
#         default: 15
#       maxFailures:
#         description: After how many failed checks in a row the endpoint must count as unhealthy; Traffic Manager tolerates as many.
#         type: integer
#         minimum: 1
#         maximum: 10
#         default: 3
package gatehouse.self_healing.route53_health_check

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["route53-health-check"]

_type := attribute.read(input.resource, ["type"])

# These ask no endpoint: they follow other checks, an alarm, or a switch.
not_applicable if upper(_type.value) in {"CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"}

# A profile that is switched off answers nobody.
not_applicable if attribute.is(attribute.read(input.resource, ["profile_status"]), "Disabled")

_place := {
	"within": ["monitor_config", 0],
	"interval": "interval_in_seconds",
	"failures": "tolerated_number_of_failures",
} if {
	input.resource.type == "azurerm_traffic_manager_profile"
} else := {"within": [], "interval": "request_interval", "failures": "failure_threshold"}

_interval := attribute.read_or(input.resource, array.concat(_place.within, [_place.interval]), 30)

_failures := attribute.read_or(input.resource, array.concat(_place.within, [_place.failures]), 3)

_disabled := attribute.read(input.resource, ["disabled"])

violations contains {
	"path": _interval.path,
	"message": $"the endpoint is checked every {attribute.number(_interval)} s; set {_place.interval} = 10",
} if {
	attribute.number(_interval) > _parameters.maxInterval
}

violations contains {
	"path": _failures.path,
	"message": concat("", [
		$"the endpoint is unhealthy only after {attribute.number(_failures)} failed checks",
		$"; set {_place.failures} = {_parameters.maxFailures}",
	]),
} if {
	attribute.number(_failures) > _parameters.maxFailures
}

violations contains {
	"path": _disabled.path,
	"message": "the health check is disabled, so it always counts as healthy; set disabled = false",
} if {
	attribute.is(_disabled, true)
}

unknowns contains attribute.unknown(_interval, "how often the endpoint is checked")

unknowns contains attribute.unknown(_failures, "after how many failed checks the endpoint is unhealthy")
