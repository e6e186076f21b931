package gatehouse.cost.resource_limits_test

import data.gatehouse.cost.resource_limits as rule

_defaults := {
	"limits": ["memory"],
	"requests": ["memory"],
	"max": {},
	"maxContextAge": {"text": "10m", "value": 600},
	"exempt": [],
	"defaults": {"limits": {}, "requests": {}},
}

# Amounts of memory are written as plain numbers here, so that text and value agree.
_amount(value) := {"text": format_int(value, 10), "value": value}

_quantity(path, value) := object.union({"path": path, "state": "known"}, _amount(value))

_limit(value) := {"limits": {"memory": _quantity("/r/limits/memory", value)}}

_request(value) := {"requests": {"memory": _quantity("/r/requests/memory", value)}}

_both(request, limit) := object.union(_request(request), _limit(limit))

_container(fields) := object.union(
	{
		"name": "web",
		"kind": "container",
		"image": {"reference": "nginx:1", "registry": "docker.io", "repository": "library/nginx"},
		"resourcesPath": "/r",
		"requests": {},
		"limits": {},
		"unsupported": [],
	},
	fields,
)

_given(source, type, fields) := {"resource": {
	"source": source,
	"type": type,
	"facets": {"containers": [_container(fields)]},
}}

_violations(fields, parameters) := found if {
	found := rule.violations with input as _given("kubernetes", "v1/Pod", fields)
		with data.config.parameters["resource-limits"] as object.union(_defaults, parameters)
}

_messages(fields, parameters) := {[violation.path, violation.message] |
	some violation in _violations(fields, parameters)
}

_unknowns(fields, parameters) := found if {
	found := rule.unknowns with input as _given("terraform", "kubernetes_pod_v1", fields)
		with data.config.parameters["resource-limits"] as object.union(_defaults, parameters)
}

# What the fixes set, by path.
_values(fields, parameters) := {violation.path: violation.fix.patch[0].value |
	some violation in _violations(fields, parameters)
}

test_fail_nothing_set if {
	_messages({}, {"limits": ["cpu"], "requests": ["memory"]}) == {
		["/r/limits/cpu", "container web: no cpu limit is set; set resources.limits.cpu"],
		["/r/requests/memory", "container web: no memory request is set; set resources.requests.memory"],
	}
}

test_fail_request_missing_beside_a_limit if {
	_messages(_limit(5), {}) == {[
		"/r/requests/memory",
		concat("", [
			"container web: no memory request is set; set resources.requests.memory",
			" (its limit 5 would be reserved otherwise)",
		]),
	]}
}

test_fail_limit_of_zero if {
	_messages(_both(1, 0), {}) == {["/r/limits/memory", "container web: the memory limit 0 is none; set resources.limits.memory"]}
}

test_fail_limit_below_request if {
	_messages(_both(2, 1), {}) == {[
		"/r/limits/memory",
		"container web: the memory limit 1 is below its request 2; raise the one or lower the other",
	]}
}

test_fail_above_the_maximum if {
	maximum := {"max": {"memory": _amount(4)}}
	_messages(_both(3, 5), maximum) == {["/r/limits/memory", "container web: the memory limit 5 is above the maximum 4"]}
	_messages(_both(5, 6), maximum) == {
		["/r/limits/memory", "container web: the memory limit 6 is above the maximum 4"],
		["/r/requests/memory", "container web: the memory request 5 is above the maximum 4"],
	}
	_messages(_both(5, 5), maximum) == {["/r/limits/memory", "container web: the memory limit 5 is above the maximum 4"]}
}

test_fail_ratio if {
	_messages(_both(2, 5), {"ratio": 2}) == {[
		"/r/limits/memory",
		concat("", [
			"container web: the memory limit 5 is more than 2 times its request 2",
			"; raise the request or lower the limit",
		]),
	]}
}

test_fail_invalid_and_negative if {
	invalid := {"path": "/r/limits/memory", "state": "invalid", "text": "5MB"}
	_messages(object.union(_request(1), {"limits": {"memory": invalid}}), {}) == {[
		"/r/limits/memory",
		"container web: the memory limit 5MB is not a quantity (100m, 1.5, 64Mi)",
	]}
	_messages(_both(-1, 2), {}) == {["/r/requests/memory", "container web: the memory request -1 is negative"]}
}

test_success_within_bounds if {
	_violations(_both(2, 4), {"max": {"memory": _amount(4)}, "ratio": 2}) == set()
}

test_fail_below_the_request_is_said_once if {
	_messages(_both(6, 5), {"max": {"memory": _amount(4)}}) == {
		[
			"/r/limits/memory",
			"container web: the memory limit 5 is below its request 6; raise the one or lower the other",
		],
		["/r/requests/memory", "container web: the memory request 6 is above the maximum 4"],
	}
}

test_success_nothing_asked if _violations({}, {"limits": [], "requests": []}) == set()

test_success_unsupported if {
	_violations({"unsupported": ["limits.memory", "requests.memory"]}, {}) == set()
}

test_success_ephemeral_and_exempt if {
	_violations({"kind": "ephemeral"}, {}) == set()
	_violations({}, {"exempt": ["we*"]}) == set()
	_violations({}, {"exempt": ["docker.io/library/*"]}) == set()
}

test_unknown_block if {
	_violations({"resourcesUnknown": true}, {}) == set()
	_unknowns({"resourcesUnknown": true}, {}) == {{"path": "/r", "message": "container web: its resources are known only after apply"}}
	_unknowns({"resourcesUnknown": true}, {"limits": [], "requests": []}) == set()
}

test_unknown_quantity if {
	unknown := {"limits": {"memory": {"path": "/r/limits/memory", "state": "unknown"}}}
	fields := object.union(_request(1), unknown)
	told := {{"path": "/r/limits/memory", "message": "container web: the memory limit is known only after apply"}}
	_violations(fields, {}) == set()
	_unknowns(fields, {}) == told
	_unknowns(fields, {"limits": [], "max": {"memory": _amount(1)}, "requests": []}) == told
	_unknowns(fields, {"limits": [], "requests": []}) == set()

	# Without the limit nobody can tell which request would suit it.
	_values(unknown, {"defaults": {"limits": {}, "requests": {"memory": _amount(1)}}}) == {}
}

_suggest(limit, request) := {"defaults": {
	"limits": {"memory": _amount(limit)},
	"requests": {"memory": _amount(request)},
}}

test_fix_sets_the_defaults if {
	_violations({}, _suggest(4, 2)) == {
		{
			"path": "/r/limits/memory",
			"message": "container web: no memory limit is set; set resources.limits.memory",
			"fix": {
				"description": "set the memory limit of container web to 4",
				"patch": [{"op": "add", "path": "/r/limits/memory", "value": "4"}],
			},
		},
		{
			"path": "/r/requests/memory",
			"message": "container web: no memory request is set; set resources.requests.memory",
			"fix": {
				"description": "set the memory request of container web to 2",
				"patch": [{"op": "add", "path": "/r/requests/memory", "value": "2"}],
			},
		},
	}
}

test_fix_keeps_limit_and_request_apart if {
	_values(_request(8), _suggest(4, 2)) == {"/r/limits/memory": "8"}
	_values(_limit(1), _suggest(4, 2)) == {"/r/requests/memory": "1"}
	_values(_both(1, 0), _suggest(4, 2)) == {"/r/limits/memory": "4"}
	_values({}, _suggest(1, 2)) == {"/r/limits/memory": "2", "/r/requests/memory": "2"}
}

test_fix_keeps_the_ratio if {
	_values(_request(1), object.union(_suggest(4, 2), {"ratio": 3})) == {"/r/limits/memory": "1"}
	_values(_limit(9), object.union(_suggest(4, 2), {"ratio": 3})) == {"/r/requests/memory": "9"}
	_values({}, object.union(_suggest(9, 2), {"ratio": 3})) == {"/r/limits/memory": "2", "/r/requests/memory": "2"}
}

test_fix_keeps_under_the_maximum if {
	maximum := {"max": {"memory": _amount(3)}}
	_values({}, object.union(_suggest(4, 2), maximum)) == {"/r/limits/memory": "2", "/r/requests/memory": "2"}
	_values({}, object.union(_suggest(3, 4), maximum)) == {"/r/limits/memory": "3", "/r/requests/memory": "3"}
	_values({}, object.union(_suggest(4, 4), maximum)) == {}
}

test_fix_of_a_request_without_a_default_is_the_limit if {
	_values(_limit(9), {}) == {"/r/requests/memory": "9"}
	_values({}, {"defaults": {"limits": {"memory": _amount(4)}, "requests": {}}}) == {"/r/limits/memory": "4", "/r/requests/memory": "4"}
}

test_no_fix_without_a_default if {
	_values(_request(1), {}) == {}
	_values({}, {}) == {}
}

test_no_fix_beside_what_cannot_be_read if {
	invalid := {"requests": {"memory": {"path": "/r/requests/memory", "state": "invalid", "text": "x"}}}
	_values(invalid, _suggest(4, 2)) == {}
	_values(_request(-1), _suggest(4, 2)) == {}
}

test_fix_is_offered_for_terraform if {
	found := rule.violations with input as _given("terraform", "kubernetes_pod_v1", _request(1))
		with data.config.parameters["resource-limits"] as object.union(_defaults, _suggest(4, 2))
	{violation.fix | some violation in found} == {{
		"description": "set the memory limit of container web to 4",
		"offer": "resources {\n  limits = {\n    \"memory\" = \"4\"\n  }\n}\n",
	}}
}

test_fail_in_the_words_of_ecs if {
	fields := {"resourcesPath": "/container_definitions/0", "unsupported": ["limits.cpu"]}
	found := rule.violations with input as _given("terraform", "aws_ecs_task_definition", fields)
		with data.config.parameters["resource-limits"] as object.union(_defaults, {"limits": ["cpu", "memory"]})
	found == {
		{
			"path": "/container_definitions/0/memory",
			"message": "container web: no memory limit is set; set memory",
		},
		{
			"path": "/container_definitions/0/memoryReservation",
			"message": "container web: no memory request is set; set memoryReservation",
		},
	}
}

# Both containers take their limit from the pod, so both faults stand at the pod's own path: one finding, which names both.
test_containers_that_share_a_limit_share_the_finding if {
	shared := _both(20, 10)
	given := {"resource": {"source": "kubernetes", "type": "v1/Pod", "facets": {"containers": [
		_container(object.union({"name": "a"}, shared)),
		_container(object.union({"name": "b"}, shared)),
	]}}}
	found := rule.violations with input as given with data.config.parameters["resource-limits"] as _defaults
	{[finding.path, finding.message] | some finding in found} == {[
		"/r/limits/memory",
		concat("; ", [
			"container a: the memory limit 10 is below its request 20; raise the one or lower the other",
			"container b: the memory limit 10 is below its request 20; raise the one or lower the other",
		]),
	]}
}

_range(name, limits, requests) := {
	"name": name,
	"limits": {resource: _quantity("", value) | some resource, value in limits},
	"requests": {resource: _quantity("", value) | some resource, value in requests},
}

_beside(fields, ranges) := object.union(_given("kubernetes", "v1/Pod", fields), {"context": {"limitRanges": ranges}})

_with_ranges(fields, ranges) := _messages_of(_beside(fields, {"known": true, "ageSeconds": 5, "ranges": ranges}), {})

_messages_of(asked, parameters) := {"violations": violations, "unknowns": unknowns} if {
	found := rule.violations with input as asked
		with data.config.parameters["resource-limits"] as object.union(_defaults, parameters)
	violations := {violation.message | some violation in found}
	gaps := rule.unknowns with input as asked
		with data.config.parameters["resource-limits"] as object.union(_defaults, parameters)
	unknowns := {gap.message | some gap in gaps}
}

test_success_what_a_limit_range_gives_is_set if {
	_with_ranges({}, [_range("base", {"memory": 4}, {"memory": 2})]) == {"violations": set(), "unknowns": set()}
}

test_fail_what_a_limit_range_does_not_give if {
	_with_ranges({}, [_range("base", {"cpu": 1}, {"memory": 2})]) == {
		"violations": {"container web: no memory limit is set; set resources.limits.memory"},
		"unknowns": set(),
	}
}

test_fail_what_a_limit_range_gives_is_judged if {
	low := "container web: the memory limit 4 of the LimitRange base is below its request 9; raise the one or lower the other"
	_with_ranges(_request(9), [_range("base", {"memory": 4}, {"memory": 4})]) == {"violations": {low}, "unknowns": set()}
	high := _messages_of(
		_beside({}, {"known": true, "ranges": [_range("base", {"memory": 8}, {"memory": 2})]}),
		{"max": {"memory": _amount(6)}},
	)
	high.violations == {"container web: the memory limit 8 of the LimitRange base is above the maximum 6"}
	zero := _with_ranges({}, [_range("base", {"memory": 0}, {"memory": 0})])
	zero.violations == {"container web: the memory limit 0 is none; set resources.limits.memory"}
}

test_fail_a_written_limit_stands if {
	_with_ranges(_both(1, 0), [_range("base", {"memory": 4}, {"memory": 2})]) == {
		"violations": {"container web: the memory limit 0 is none; set resources.limits.memory"},
		"unknowns": set(),
	}
}

test_unknown_which_of_several_limit_ranges if {
	same := [_range("a", {"memory": 4}, {"memory": 2}), _range("b", {"memory": 4}, {"memory": 2})]
	_with_ranges({}, same) == {"violations": set(), "unknowns": set()}
	_with_ranges({}, [_range("a", {"memory": 4}, {"memory": 2}), _range("b", {"memory": 5}, {"memory": 2})]) == {
		"violations": set(),
		"unknowns": {"container web: which memory limit it gets is not certain: the LimitRanges a and b give different ones"},
	}
}

test_unknown_where_limit_ranges_are_not_known if {
	unread := _messages_of(_beside(_request(1), {"known": false, "ranges": []}), {})
	unread == {"violations": set(), "unknowns": {concat("", [
		"container web: no memory limit is set; set resources.limits.memory, unless a LimitRange gives one: ",
		"LimitRanges could not be read",
	])}}
	given := [_range("base", {"memory": 4}, {"memory": 4})]
	old := _messages_of(_beside(_request(1), {"known": true, "ageSeconds": 660, "ranges": given}), {})
	old == {"violations": set(), "unknowns": {concat("", [
		"container web: no memory limit is set; set resources.limits.memory, unless a LimitRange gives one: ",
		"what is known of LimitRanges is 11 minutes old, more than 10m: the watch of the cluster is behind",
	])}}
	zero := _messages_of(_beside(_both(1, 0), {"known": false, "ranges": []}), {})
	zero.violations == {"container web: the memory limit 0 is none; set resources.limits.memory"}
}
