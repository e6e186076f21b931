# METADATA
# description: >-
#   How the load balancers of AWS, Google Cloud and Azure find out that a target cannot serve, and how long they let one that goes
#   finish. Defaults are those of the platforms.
package gatehouse.lib.health_checks

import data.gatehouse.lib.attribute

# Where each type says how often it asks, and after how many failures it stops sending: the attributes and their defaults.
_timings := {
	"aws_lb_target_group": {"block": "health_check", "interval": ["interval", 30], "failures": ["unhealthy_threshold", 3]},
	"aws_alb_target_group": {"block": "health_check", "interval": ["interval", 30], "failures": ["unhealthy_threshold", 3]},
	"azurerm_application_gateway": {"block": "probe", "interval": ["interval", 30], "failures": ["unhealthy_threshold", 3]},
	"azurerm_lb_probe": {"interval": ["interval_in_seconds", 15], "failures": ["probe_threshold", 1]},
	"google_compute_health_check": _google,
	"google_compute_region_health_check": _google,
	"google_compute_http_health_check": _google,
	"google_compute_https_health_check": _google,
}

_google := {"interval": ["check_interval_sec", 5], "failures": ["unhealthy_threshold", 2]}

# METADATA
# description: >-
#   How each check of a resource tells that a target cannot serve: the answers `interval` (seconds) and `failures` (in a row), and
#   `names`, the attributes to change.
timings(resource) := [{
	"interval": attribute.read_or(resource, array.concat(keys, [interval]), always),
	"failures": attribute.read_or(resource, array.concat(keys, [failures]), usual),
	"names": $"{interval} and {failures}",
} |
	timing := _timings[resource.type]
	[interval, always] := timing.interval
	[failures, usual] := timing.failures
	some keys in _places(resource, timing)
] if {
	_timings[resource.type]
} else := [{
	"interval": attribute.read(resource, array.concat(keys, ["interval_in_seconds"])),
	"failures": _samples(resource),
	"names": "interval_in_seconds and the samples of load_balancing",
} |
	some keys in attribute.blocks(resource, ["health_probe"])
]

# A target group without the block has the defaults; what has no probe is asked by nobody.
_places(resource, timing) := [["health_check", 0]] if {
	timing.block == "health_check"
} else := attribute.blocks(resource, [timing.block]) if {
	timing.block
} else := [[]]

# Front Door counts how many of the last answers were good: more than the difference must fail.
_samples(resource) := {"state": "known", "path": size.path, "value": (attribute.number(size) - attribute.number(good)) + 1} if {
	size := _sample(resource, "sample_size", 4)
	good := _sample(resource, "successful_samples_required", 3)
} else := [answer |
	some answer in [_sample(resource, "sample_size", 4), _sample(resource, "successful_samples_required", 3)]
	not attribute.number(answer)
][0]

_sample(resource, key, usual) := attribute.read_or(resource, ["load_balancing", 0, key], usual)

# METADATA
# description: >-
#   How many seconds a target that goes has for its requests: `answer`, and `name`, the attribute to set.
drains(resource) := [{
	"answer": attribute.read_or(resource, ["deregistration_delay"], 300),
	"name": "deregistration_delay",
}] if {
	resource.type in {"aws_lb_target_group", "aws_alb_target_group"}
} else := [{
	"answer": attribute.read_or(resource, ["connection_draining_timeout_sec"], 300),
	"name": "connection_draining_timeout_sec",
}] if {
	resource.type in {"google_compute_backend_service", "google_compute_region_backend_service"}

	# Where the instances choose their leader themselves, draining has to be off.
	attribute.unset(attribute.read(resource, ["ha_policy", 0]))
} else := [{"answer": _gateway(resource, keys), "name": "connection_draining with a drain_timeout_sec"} |
	some keys in attribute.blocks(resource, ["backend_http_settings"])
]

# An Application Gateway drains only where it is told to.
_gateway(resource, keys) := {"state": "known", "path": block.path, "value": 0} if {
	block := attribute.read(resource, array.concat(keys, ["connection_draining"]))
	on := attribute.read(resource, array.concat(keys, ["connection_draining", 0, "enabled"]))
	not attribute.undecided(block)
	not attribute.undecided(on)
	not attribute.is(on, true)
} else := attribute.read(resource, array.concat(keys, ["connection_draining", 0, "drain_timeout_sec"]))
