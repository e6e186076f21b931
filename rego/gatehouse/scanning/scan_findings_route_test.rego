package gatehouse.scanning.scan_findings_route_test

import data.gatehouse.scanning.scan_findings_route

_mark := {"references": [], "computed": false, "open": true}

_scanner := {"type": "aws_inspector2_enabler", "id": "aws_inspector2_enabler.this", "object": {}, "unknown": {}}

_rule(pattern, more) := {
	"type": "aws_cloudwatch_event_rule",
	"id": "aws_cloudwatch_event_rule.findings",
	"object": object.union({"name": "findings", "event_pattern": json.marshal(pattern)}, more),
	"unknown": {},
}

_target(rule) := {
	"type": "aws_cloudwatch_event_target",
	"id": "aws_cloudwatch_event_target.findings",
	"object": {"rule": rule, "arn": "arn:aws:sns:eu-central-1:123456789012:security"},
	"unknown": {},
}

_judged(resources, known) := {"violations": violations, "unknowns": count(unknowns)} if {
	around := {"siblings": {"scan-findings-route": {"known": known, "resources": resources}}}
	parameters := {"scan-findings-route": {"sources": ["aws.inspector2", "aws.ecr"]}}
	violations := {found.message |
		some found in scan_findings_route.violations with input.context as around
			with data.config.parameters as parameters
	}
	unknowns := scan_findings_route.unknowns with input.context as around
		with data.config.parameters as parameters
}

_kept := {"violations": set(), "unknowns": 0}

_open := {"violations": set(), "unknowns": 1}

_broken(why) := {
	"violations": {$"this sets up a scanner, and no EventBridge rule sends what it finds to anyone; {why}"},
	"unknowns": 0,
}

_findings := {"source": ["aws.inspector2"], "detail-type": ["Inspector2 Finding"]}

test_a_rule_with_a_target if {
	_judged([_scanner, _rule(_findings, {}), _target("findings")], true) == _kept
	_judged([_scanner, _rule({"source": [{"prefix": "aws.inspector"}]}, {}), _target("findings")], true) == _kept
}

test_nothing_sends_them if {
	add := "add a rule with a target"
	_judged([_scanner], true) == _broken(add)
	_judged([_scanner, _rule({"source": ["aws.ec2"]}, {}), _target("findings")], true) == _broken(add)
	_judged([_scanner, _rule(_findings, {"state": "DISABLED"}), _target("findings")], true) == _broken(add)
	_judged([_scanner, _rule(_findings, {}), _target("other")], true) == _broken("the rule that matches its findings has no target")
}

test_what_is_not_seen_is_open if {
	_judged([_scanner], false) == _open
	later := object.union(object.remove(_rule({}, {}), ["object"]), {"object": {}, "unknown": {"/event_pattern": _mark}})
	_judged([_scanner, later], true) == _open
	target := {"type": "aws_cloudwatch_event_target", "id": "t", "object": {}, "unknown": {"/rule": _mark}}
	_judged([_scanner, _rule(_findings, {}), target], true) == _open
}

test_without_a_scanner_there_is_nothing_to_send if {
	around := {"siblings": {"scan-findings-route": {"known": true, "resources": [_rule(_findings, {})]}}}
	scan_findings_route.not_applicable with input.context as around
}
