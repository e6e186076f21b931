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

_made(type, object) := {"type": type, "id": $"{type}.a", "object": object, "unknown": {}}

_enabled := _made("google_project_service", {"service": "containerscanning.googleapis.com"})

test_google if {
	unsent := {"violations": {"this enables a scanner of images, and nobody subscribes to what it finds; add a google_pubsub_subscription of container-analysis-occurrences-v1"}, "unknowns": 0}
	_judged([_enabled], true) == unsent
	_judged([_enabled, _made("google_pubsub_subscription", {"topic": "projects/shop/topics/other"})], true) == unsent
	_judged([_enabled, _made("google_pubsub_subscription", {"topic": "projects/shop/topics/container-analysis-occurrences-v1"})], true) == _kept
	topic := _made("google_pubsub_topic", {"name": "container-analysis-occurrences-v1"})
	_judged([_enabled, topic, _made("google_pubsub_subscription", {"topic": "container-analysis-occurrences-v1"})], true) == _kept
	_judged([_enabled, topic], true) == unsent
	_judged([_enabled, _made("google_scc_v2_project_notification_config", {})], true) == _kept
	_judged([_enabled], false) == _open
	later := object.union(_made("google_pubsub_subscription", {}), {"unknown": {"/topic": _mark}})
	_judged([_enabled, later], true) == _open
}

test_azure if {
	plan := _made("azurerm_security_center_subscription_pricing", {"tier": "Standard", "resource_type": "Containers"})
	unsent := {"violations": {"Defender scans images here, and no automation sends what it finds to anyone; add an azurerm_security_center_automation of SubAssessments"}, "unknowns": 0}
	_judged([plan], true) == unsent
	_judged([plan, _made("azurerm_security_center_automation", {"source": [{"event_source": "Alerts"}]})], true) == unsent
	_judged([plan, _made("azurerm_security_center_automation", {"source": [{"event_source": "SubAssessments"}]})], true) == _kept
	scan_findings_route.not_applicable with input.context as {"siblings": {"scan-findings-route": {"known": true, "resources": [_made("azurerm_security_center_subscription_pricing", {"tier": "Free", "resource_type": "Containers"})]}}}
}
