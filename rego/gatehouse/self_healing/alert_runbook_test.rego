package gatehouse.self_healing.alert_runbook_test

import data.gatehouse.self_healing.alert_runbook

_defaults := {"severities": ["critical", "page"], "annotations": ["runbook_url", "runbook"]}

_input(rules) := {"resource": {"source": "kubernetes", "object": {"spec": {"groups": [{"name": "shop", "rules": rules}]}}}}

_found(rules, parameters) := {violation.path: violation.message |
	some violation in alert_runbook.violations with input as _input(rules)
		with data.config.parameters as {"alert-runbook": parameters}
}

_alert(severity, annotations) := {"alert": "Down", "labels": {"severity": severity}, "annotations": annotations}

_message := "alert Down pages somebody and names no runbook; annotate it with runbook_url"

test_an_alert_with_a_runbook_is_kept if {
	_found([_alert("critical", {"runbook_url": "https://runbooks.example.com/down"})], _defaults) == {}
	_found([_alert("page", {"runbook": "https://runbooks.example.com/down"})], _defaults) == {}
}

test_an_alert_without_is_found if {
	rules := [{"record": "errors:rate5m"}, _alert("critical", {"summary": "it is down"})]
	_found(rules, _defaults) == {"/spec/groups/0/rules/1/annotations/runbook_url": _message}
}

test_alerts_that_wake_nobody_are_left_alone if {
	_found([_alert("warning", {})], _defaults) == {}
	_found([_alert("warning", {})], object.union(_defaults, {"severities": []})) == {
		"/spec/groups/0/rules/0/annotations/runbook_url": _message,
	}
	alert_runbook.not_applicable with input as _input([{"record": "errors:rate5m"}])
		with data.config.parameters as {"alert-runbook": _defaults}
}
