# METADATA
# title: Containers say what they need and where they stop
# description: >-
#   Requests are what a cluster is sized, scheduled and paid by; a limit is what keeps one container from taking its
#   neighbours' share. Without requests a node is filled by guesswork, without a limit one leak takes the node down, and
#   a limit far above its request is capacity sold twice. What the LimitRanges of its namespace give a container counts as set.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#   - ref: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
#   - ref: https://kubernetes.io/docs/concepts/policy/limit-range/
# custom:
#   id: resource-limits
#   pack: cost
#   severity: medium
#   action: deny
#   facets: [containers]
#   remediation: >-
#     Set `resources.requests` to what the container uses on an ordinary day and `resources.limits` to what it may use
#     at most. Values that suit most containers can be given in `defaults`: the fix sets them where one is missing,
#     never a limit below a request. A limit that is too high is not lowered for you: what the container needs is its
#     owner's to say.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       limits:
#         description: Resources of which a limit must be set.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [cpu, memory]
#       requests:
#         description: Resources of which a request must be set.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [cpu, memory]
#       max:
#         description: The most that one container may request or be limited to, by resource.
#         type: object
#         additionalProperties: {type: [string, number], format: quantity}
#         default: {}
#       ratio:
#         description: How many times its request a limit may be. Without it any ratio is accepted.
#         type: number
#         minimum: 1
#       exempt:
#         description: >-
#           Containers that this rule leaves alone, as globs over the container's name, its image as written, or the
#           image's full name (`docker.io/istio/proxyv2`).
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#       maxContextAge:
#         description: What was last known of LimitRanges longer ago is not relied on, where they are watched.
#         type: string
#         format: duration
#         default: 10m
#       defaults:
#         description: What the fix sets where a limit or a request is missing, by resource.
#         type: object
#         additionalProperties: false
#         properties:
#           limits:
#             description: Limits to set where none is.
#             type: object
#             additionalProperties: {type: [string, number], format: quantity}
#             default: {}
#           requests:
#             description: Requests to set where none is.
#             type: object
#             additionalProperties: {type: [string, number], format: quantity}
#             default: {}
package gatehouse.cost.resource_limits

import data.gatehouse.lib.age
import data.gatehouse.lib.container as containers
import data.gatehouse.lib.findings
import data.gatehouse.lib.hcl
import data.gatehouse.lib.pointer

_parameters := data.config.parameters["resource-limits"]

_required := {"limits": _parameters.limits, "requests": _parameters.requests}

_singular := {"limits": "limit", "requests": "request"}

violations contains violation if {
	some container in _judged
	some kind, resources in _required
	some resource in resources
	_asked(container, kind, resource)
	not _set(container, kind, resource)
	not _perhaps_given(container, kind, resource)
	message := $"{containers.title(container)}: {_absence(container, kind, resource)}"
	violation := object.union(
		{"path": _path(container, kind, resource), "message": message},
		_fix(container, kind, resource),
	)
}

# Containers that share what their pod is given share its path too.
violations contains violation if some violation in findings.by_path(_faults)

_faults contains found if {
	some container in _judged
	some kind in ["limits", "requests"]
	some resource, quantity in container[kind]
	not _echo(container, kind, resource)
	fault := _fault(container, kind, resource, quantity)
	found := {"path": quantity.path, "message": $"{containers.title(container)}: {fault}"}
}

unknowns contains unknown if {
	some container in _judged
	container.resourcesUnknown
	some kind, resources in _required
	some resource in resources
	_supported(container, kind, resource)
	unknown := {
		"path": container.resourcesPath,
		"message": $"{containers.title(container)}: its resources are known only after apply",
	}
}

unknowns contains unknown if {
	some container in _judged
	some kind in ["limits", "requests"]
	some resource, quantity in container[kind]
	quantity.state == "unknown"
	_matters(resource)
	unknown := {
		"path": quantity.path,
		"message": $"{containers.title(container)}: {_uncertain(kind, resource, quantity)}",
	}
}

unknowns contains unknown if {
	some container in _judged
	some kind, resources in _required
	some resource in resources
	_asked(container, kind, resource)
	_perhaps_given(container, kind, resource)
	problem := _absence(container, kind, resource)
	unknown := {
		"path": _path(container, kind, resource),
		"message": $"{containers.title(container)}: {problem}, unless a LimitRange gives one: {_unsure}",
	}
}

_uncertain(kind, resource, quantity) := concat("", [
	$"which {resource} {_singular[kind]} it gets is not certain: ",
	$"the LimitRanges {quantity.given} give different ones",
]) if {
	quantity.given
} else := $"the {resource} {_singular[kind]} is known only after apply"

# An ephemeral container can have no resources.
_judged contains _as_made(container) if {
	some container in input.resource.facets.containers
	container.kind != "ephemeral"
	not containers.matches_any(_parameters.exempt, container)
}

# Why it cannot be told what LimitRanges give. A door that looks at nothing around the resource does not ask.
_unsure := "LimitRanges could not be read" if {
	not input.context.limitRanges.known
	input.context.limitRanges.ranges
} else := concat("", [
	$"what is known of LimitRanges is {age.text(input.context.limitRanges.ageSeconds)} old",
	$", more than {_parameters.maxContextAge.text}: the watch of the cluster is behind",
]) if {
	input.context.limitRanges.ageSeconds > _parameters.maxContextAge.value
}

_perhaps_given(container, kind, resource) if {
	_unsure
	not container[kind][resource]
}

_ranges := input.context.limitRanges.ranges if not _unsure

# The container as it will be: where it says nothing, the API server takes what a LimitRange of the namespace gives.
_as_made(container) := object.union(container, {
	"requests": object.union(container.requests, _given(container, "requests")),
	"limits": object.union(container.limits, _given(container, "limits")),
}) if {
	count(_ranges) > 0
} else := container

_given(container, kind) := {resource: quantity |
	some resource in {name | some range in _ranges; some name, _ in range[kind]}
	not container[kind][resource]
	quantity := _default(kind, resource, _path(container, kind, resource))
}

_default(kind, resource, path) := {
	"path": path,
	"state": "known",
	"text": _first(kind, resource).text,
	"value": _first(kind, resource).value,
	"given": _givers(kind, resource)[0],
} if {
	count(_amounts(kind, resource)) == 1
}

# Which of several it takes first is nobody's to say.
_default(kind, resource, path) := {
	"path": path,
	"state": "unknown",
	"given": concat(" and ", _givers(kind, resource)),
} if {
	count(_amounts(kind, resource)) > 1
}

_givers(kind, resource) := [range.name | some range in _ranges; range[kind][resource]]

_first(kind, resource) := [range[kind][resource] | some range in _ranges; range[kind][resource]][0]

_amounts(kind, resource) := {range[kind][resource].value | some range in _ranges}

_text(quantity) := $"{quantity.text} of the LimitRange {quantity.given}" if quantity.given

else := quantity.text

_asked(container, kind, resource) if {
	_supported(container, kind, resource)
	not container.resourcesUnknown
}

_supported(container, kind, resource) if not $"{kind}.{resource}" in container.unsupported

# A request that is what its limit is may be no more than the default: what is wrong is said of the limit.
_echo(container, "requests", resource) if container.requests[resource].text == container.limits[resource].text

# A limit of 0 is none: the kubelet sets no bound then.
_set(container, kind, resource) if {
	quantity := container[kind][resource]
	not _zero_limit(kind, quantity)
}

_zero_limit("limits", quantity) if quantity.value == 0

_absence(container, kind, resource) := $"the {resource} limit 0 is none; set resources.limits.{resource}" if {
	container[kind][resource]
} else := $"no {resource} {_singular[kind]} is set; set {_name(kind, resource)}{_hint(container, kind, resource)}"

_hint(container, "requests", resource) := $" (its limit {limit.text} would be reserved otherwise)" if {
	limit := container.limits[resource]
	limit.value > 0
} else := ""

_hint(_, "limits", _) := ""

_fault(_, kind, resource, quantity) := message if {
	quantity.state == "invalid"
	written := object.get(quantity, "text", "as written")
	message := $"the {resource} {_singular[kind]} {written} is not a quantity (100m, 1.5, 64Mi)"
}

_fault(_, kind, resource, quantity) := message if {
	quantity.value < 0
	message := $"the {resource} {_singular[kind]} {quantity.text} is negative"
}

_fault(container, "limits", resource, limit) := message if {
	limit.value > 0
	request := container.requests[resource]
	limit.value < request.value
	message := $"the {resource} limit {_text(limit)} is below its request {_text(request)}; raise the one or lower the other"
}

_fault(container, "limits", resource, limit) := message if {
	limit.value > 0
	request := container.requests[resource]
	request.value >= 0
	limit.value > request.value * _parameters.ratio
	not _above_max(resource, limit)
	message := concat("", [
		$"the {resource} limit {_text(limit)} is more than {_parameters.ratio} times its request {_text(request)}",
		"; raise the request or lower the limit",
	])
}

_fault(container, kind, resource, quantity) := message if {
	_above_max(resource, quantity)
	not _below_request(container, kind, resource, quantity)
	message := $"the {resource} {_singular[kind]} {_text(quantity)} is above the maximum {_parameters.max[resource].text}"
}

_above_max(resource, quantity) if quantity.value > _parameters.max[resource].value

# Said already, and one place has one fault.
_below_request(container, "limits", resource, limit) if limit.value < container.requests[resource].value

_matters(resource) if _parameters.max[resource]

_matters(resource) if {
	some resources in _required
	resource in resources
}

_path(container, kind, resource) := container[kind][resource].path if container[kind][resource].path

else := pointer.child(container.resourcesPath, key) if key := _elsewhere[kind][resource]

else := pointer.child(pointer.child(container.resourcesPath, kind), resource)

# What a message calls the place.
_name(kind, resource) := key if key := _elsewhere[kind][resource]

else := $"resources.{kind}.{resource}"

# Where a platform other than Kubernetes keeps them.
_elsewhere := {
	"limits": {"memory": "memory"},
	"requests": {"cpu": "cpu", "memory": "memoryReservation"},
} if {
	input.resource.type == "aws_ecs_task_definition"
}

default _fix(_, _, _) := {}

_fix(container, kind, resource) := {"fix": {
	"description": $"set the {resource} {_singular[kind]} of {containers.title(container)} to {value}",
	"patch": [{"op": "add", "path": _path(container, kind, resource), "value": value}],
}} if {
	input.resource.source == "kubernetes"
	value := _value(container, kind, resource)
}

_fix(container, kind, resource) := {"fix": {
	"description": $"set the {resource} {_singular[kind]} of {containers.title(container)} to {value}",
	"offer": concat("\n", [
		"resources {",
		$"  {kind} = \{",
		$"    {hcl.literal(resource)} = {hcl.literal(value)}",
		"  }",
		"}",
		"",
	]),
}} if {
	startswith(input.resource.type, "kubernetes_")
	value := _value(container, kind, resource)
}

# The first value that ends the violation and raises no other: the default, unless it stands against a request.
_value(container, "limits", resource) := value if {
	_parameters.defaults.limits[resource]
	not _unreadable(container, "requests", resource)
	value := [candidate.text |
		some candidate in _limit_candidates(container, resource)
		every other in _sharing_limit(container, resource) {
			_limit_fits(candidate, _planned_request(other, resource), resource)
		}
	][0]
}

# The default, unless it stands against the limit; what Kubernetes would reserve by itself otherwise: the limit.
_value(container, "requests", resource) := value if {
	not _unreadable(container, "limits", resource)
	value := [candidate.text |
		some candidate in _request_candidates(container, resource)
		_request_fits(candidate, container, resource)
	][0]
}

_limit_candidates(container, resource) := array.concat(
	[_parameters.defaults.limits[resource]],
	[request | some request in _planned_request(container, resource)],
)

_request_candidates(container, resource) := array.concat(
	[value | value := _parameters.defaults.requests[resource]],
	[value | some value in _planned_limit(container, resource)],
)

# Containers without a limit of their own share that of their pod, but each has its own request.
_sharing_limit(container, resource) := {other |
	some other in _judged
	_path(other, "limits", resource) == _path(container, "limits", resource)
}

# As an array of none or one: what the request is, or will be when its own violation is mended.
_planned_request(container, resource) := [request] if {
	request := container.requests[resource]
} else := [value] if {
	resource in _parameters.requests
	value := _parameters.defaults.requests[resource]
	not _above_max(resource, value)
} else := []

_planned_limit(container, resource) := [limit] if {
	limit := container.limits[resource]
	limit.value != 0
} else := [value] if {
	resource in _parameters.limits
	value := _parameters.defaults.limits[resource]
} else := []

_limit_fits(limit, requests, resource) if {
	limit.value > 0
	not _above_max(resource, limit)
	every request in requests {
		limit.value >= request.value
		not _exceeds_ratio(limit, request)
	}
}

_request_fits(request, container, resource) if {
	request.value >= 0
	not _above_max(resource, request)
	not _against_limit(request, container, resource)
}

_against_limit(request, container, resource) if {
	limit := container.limits[resource]
	limit.value > 0
	request.value > limit.value
}

_against_limit(request, container, resource) if {
	limit := container.limits[resource]
	limit.value > 0
	_exceeds_ratio(limit, request)
}

_exceeds_ratio(limit, request) if limit.value > request.value * _parameters.ratio

_unreadable(container, kind, resource) if container[kind][resource].state != "known"

_unreadable(container, kind, resource) if container[kind][resource].value < 0
