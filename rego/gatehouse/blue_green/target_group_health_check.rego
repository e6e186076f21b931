# METADATA
# title: A load balancer finds out soon what cannot serve, and lets go of it gently
# description: >-
#   A deployment to targets goes on as the health check says. A check of `/` asks the web server and not the service, one that
#   takes errors for health asks nothing, and one that needs minutes lets a release finish before it has failed. Targets that are
#   taken out without a delay drop the requests that they still answer.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
#   - ref: https://cloud.google.com/load-balancing/docs/health-check-concepts
#   - ref: https://learn.microsoft.com/en-us/azure/application-gateway/application-gateway-probe-overview
#   - ref: https://learn.microsoft.com/en-us/azure/frontdoor/health-probes
# custom:
#   id: target-group-health-check
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - aws_lb_target_group
#     - aws_alb_target_group
#     - google_compute_backend_service
#     - google_compute_region_backend_service
#     - google_compute_health_check
#     - google_compute_region_health_check
#     - google_compute_http_health_check
#     - google_compute_https_health_check
#     - azurerm_lb_probe
#     - azurerm_application_gateway
#     - azurerm_cdn_frontdoor_origin_group
#   siblings:
#     - google_compute_instance_group_manager
#     - google_compute_region_instance_group_manager
#     - google_compute_backend_service
#     - google_compute_region_backend_service
#   remediation: >-
#     AWS: give the target group a block `health_check` with `path = "/ready"`, `matcher = "200"`, `interval = 10`,
#     `unhealthy_threshold = 3` (each on its own line), and a `deregistration_delay` as long as the longest request. Google Cloud:
#     `check_interval_sec = 10`, `unhealthy_threshold = 3`, and `connection_draining_timeout_sec` in the backend service. Azure: name a
#     `probe` of the gateway in `probe_name`, with a `connection_draining` block beside it; in Front Door `interval_in_seconds = 30`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxSeconds:
#         description: How long it may take to find that a target cannot serve; the interval times the unhealthy threshold.
#         type: integer
#         minimum: 10
#         default: 90
#       minDrainSeconds:
#         description: The shortest deregistration delay, in seconds.
#         type: integer
#         minimum: 0
#         default: 5
package gatehouse.blue_green.target_group_health_check

import data.gatehouse.lib.attribute
import data.gatehouse.lib.health_checks
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["target-group-health-check"]

_around := input.context.siblings["target-group-health-check"]

_read(key) := attribute.read(input.resource, ["health_check", 0, key])

# A function is called and not asked.
not_applicable if attribute.is(attribute.read(input.resource, ["target_type"]), "lambda")

# A check by which a group replaces its machines waits longer than one of a load balancer, and should.
not_applicable if {
	endswith(input.resource.type, "_health_check")
	some group in _around.resources
	siblings.names(group, ["auto_healing_policies", 0, "health_check"], input.resource) == "yes"
	count(siblings.naming(_around.resources, ["health_checks"], input.resource)) == 0
}

_protocol := attribute.read(input.resource, ["protocol"])

_asks := _protocol if {
	answer := _read("protocol")
	attribute.unset(answer)
} else := _read("protocol")

_by_request if {
	startswith(input.resource.type, "aws_")
	_protocol.value in {"HTTP", "HTTPS"}
	_asks.value in {"HTTP", "HTTPS"}
}

_path := _read("path")

# The provider keeps what AWS chose, so the root in a state may be nobody's choice; one that is written is.
violations contains {
	"path": _path.path,
	"message": "no path is set, so the check asks for /; name one that answers only where the service can serve",
} if {
	_by_request
	attribute.unset(_path)
}

# What an Application Gateway asks where nobody names a probe.
violations contains {
	"path": probe.path,
	"message": "no probe is named, so the check asks for /; name one that answers only where the service can serve",
} if {
	some keys in attribute.blocks(input.resource, ["backend_http_settings"])
	probe := attribute.read(input.resource, array.concat(keys, ["probe_name"]))
	attribute.unset(probe)
}

# The codes that count as success: a text of AWS, a list of Azure.
_codes contains {"path": answer.path, "codes": split(answer.value, ",")} if answer := _read("matcher")

_codes contains {"path": answer.path, "codes": answer.value} if {
	some keys in attribute.blocks(input.resource, ["probe"])
	answer := attribute.read(input.resource, array.concat(keys, ["match", 0, "status_code"]))
}

violations contains {
	"path": success.path,
	"message": $"{concat(",", success.codes)} takes errors for health; name the codes of success, such as 200",
} if {
	some success in _codes
	some part in success.codes
	[[_, low, high]] := regex.find_all_string_submatch_n(`^ *([0-9]{3})-([0-9]{3}) *$`, part, -1)
	to_number(low) < 400
	to_number(high) >= 400
}

_slow := [{"check": check, "seconds": seconds} |
	some check in health_checks.timings(input.resource)
	seconds := attribute.number(check.interval) * attribute.number(check.failures)
	seconds > _parameters.maxSeconds
]

violations contains {
	"path": slow.check.interval.path,
	"message": concat("", [
		$"it takes {slow.seconds} seconds to find what cannot serve",
		$"; let {slow.check.names} make {_parameters.maxSeconds} or less",
	]),
} if {
	some slow in _slow
}

violations contains {
	"path": drain.answer.path,
	"message": concat("", [
		$"a target that goes has {attribute.number(drain.answer)} seconds for its requests",
		$"; set {drain.name} to {_parameters.minDrainSeconds} or more",
	]),
} if {
	some drain in health_checks.drains(input.resource)
	attribute.number(drain.answer) < _parameters.minDrainSeconds
}

unknowns contains attribute.unknown(check.interval, "how often targets are asked") if {
	some check in health_checks.timings(input.resource)
}

unknowns contains attribute.unknown(check.failures, "after how many failures a target is unhealthy") if {
	some check in health_checks.timings(input.resource)
}

unknowns contains attribute.unknown(drain.answer, "how long a target that goes has for its requests") if {
	some drain in health_checks.drains(input.resource)
}
