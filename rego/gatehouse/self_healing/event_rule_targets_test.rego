package gatehouse.self_healing.event_rule_targets_test

import data.gatehouse.self_healing.event_rule_targets

_rule(values) := {
	"type": "aws_cloudwatch_event_rule",
	"id": "aws_cloudwatch_event_rule.stopped",
	"object": object.union({"name": "stopped"}, values),
	"unknown": {},
}

_input(values, names, known) := {
	"resource": _rule(values),
	"context": {"siblings": {"event-rule-targets": {"known": known, "resources": [target |
		some name in names
		target := {"type": "aws_cloudwatch_event_target", "id": $"aws_cloudwatch_event_target.{name}", "object": {"rule": name}}
	]}}},
}

_judged(names, known) := [count(violations), count(unknowns)] if {
	violations := event_rule_targets.violations with input as _input({}, names, known)
	unknowns := event_rule_targets.unknowns with input as _input({}, names, known)
}

test_a_rule_with_a_target_is_kept if _judged(["stopped"], true) == [0, 0]

test_a_rule_without_is_found_where_all_are_seen if {
	_judged(["another"], true) == [1, 0]
	_judged([], false) == [0, 1]
}

test_a_rule_that_is_off_is_not_judged if {
	event_rule_targets.not_applicable with input as _input({"state": "DISABLED"}, [], true)
	event_rule_targets.not_applicable with input as _input({"is_enabled": false}, [], true)
	not event_rule_targets.not_applicable with input as _input({"state": "ENABLED"}, [], true)
}

test_a_target_whose_rule_is_not_known_yet_leaves_it_open if {
	mark := {"references": [], "computed": false, "open": true}
	target := {"type": "aws_cloudwatch_event_target", "id": "x", "object": {}, "unknown": {"/rule": mark}}
	siblings := {"event-rule-targets": {"known": true, "resources": [target]}}
	document := {"resource": _rule({}), "context": {"siblings": siblings}}
	violations := event_rule_targets.violations with input as document
	violations == set()
	unknowns := event_rule_targets.unknowns with input as document
	count(unknowns) == 1
}
