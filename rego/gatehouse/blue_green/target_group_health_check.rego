# METADATA
# title: A target group finds out soon what cannot serve, and lets go of it gently
# description: >-
#   A deployment to targets goes on as the health check says. A check of `/` asks the web server and not the service, one that
#   takes errors for health asks nothing, and one that needs minutes lets a release finish before it has failed. Targets that are
#   deregistered without a delay drop the requests that they still answer.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
# custom:
#   id: target-group-health-check
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_lb_target_group, aws_alb_target_group]
#   remediation: >-
#     Give the target group a block `health_check` with `path = "/ready"`, `matcher = "200"`, `interval = 10`,
#     `unhealthy_threshold = 3` (each on its own line), and a `deregistration_delay` as long as the longest request.
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

_parameters := data.config.parameters["target-group-health-check"]

_read(key) := attribute.read(input.resource, ["health_check", 0, key])

# A function is called and not asked.
not_applicable if attribute.is(attribute.read(input.resource, ["target_type"]), "lambda")

_protocol := attribute.read(input.resource, ["protocol"])

_asks := _protocol if {
	answer := _read("protocol")
	attribute.unset(answer)
} else := _read("protocol")

_by_request if {
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

violations contains {
	"path": answer.path,
	"message": $"{answer.value} takes errors for health; name the codes of success, such as 200",
} if {
	answer := _read("matcher")
	some part in split(answer.value, ",")
	[[_, low, high]] := regex.find_all_string_submatch_n(`^ *([0-9]{3})-([0-9]{3}) *$`, part, -1)
	to_number(low) < 400
	to_number(high) >= 400
}

_interval := attribute.read_or(input.resource, ["health_check", 0, "interval"], 30)

_failures := attribute.read_or(input.resource, ["health_check", 0, "unhealthy_threshold"], 3)

violations contains {
	"path": _interval.path,
	"message": $"it takes {seconds} seconds to find what cannot serve; let interval and unhealthy_threshold make {_parameters.maxSeconds} or less",
} if {
	seconds := attribute.number(_interval) * attribute.number(_failures)
	seconds > _parameters.maxSeconds
}

_drain := attribute.read_or(input.resource, ["deregistration_delay"], 300)

violations contains {
	"path": _drain.path,
	"message": concat("", [
		$"a target that goes has {attribute.number(_drain)} seconds for its requests",
		$"; set deregistration_delay to {_parameters.minDrainSeconds} or more",
	]),
} if {
	attribute.number(_drain) < _parameters.minDrainSeconds
}

unknowns contains attribute.unknown(_interval, "how often targets are asked")

unknowns contains attribute.unknown(_failures, "after how many failures a target is unhealthy")

unknowns contains attribute.unknown(_drain, "how long a target that goes has for its requests")
