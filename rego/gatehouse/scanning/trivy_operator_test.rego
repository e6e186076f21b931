package gatehouse.scanning.trivy_operator_test

import data.gatehouse.scanning.trivy_operator

_parameters := {"trivy-operator": {"severities": ["CRITICAL", "HIGH"], "maxAge": {"text": "24h", "value": 86400}}}

_map(name, values) := {"type": "v1/ConfigMap", "name": name, "object": {"data": values}}

_found(values) := {violation.path: violation.message |
	some violation in trivy_operator.violations with input.resource as _map("trivy-operator-config", values)
		with data.config.parameters as _parameters
}

test_as_the_chart_has_it if {
	_found({
		"OPERATOR_VULNERABILITY_SCANNER_ENABLED": "true",
		"OPERATOR_SCANNER_REPORT_TTL": "24h",
		"trivy.severity": "UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL",
	}) == {}
	_found({}) == {}
}

test_switched_off if {
	_found({"OPERATOR_VULNERABILITY_SCANNER_ENABLED": "false"}) == {
		"/data/OPERATOR_VULNERABILITY_SCANNER_ENABLED": "images are not scanned for vulnerabilities; set it to \"true\"",
	}
	_found({"scanJob.skipInitContainers": "true"}) == {
		"/data/scanJob.skipInitContainers": "init containers are not scanned; set it to \"false\"",
	}
}

test_reports_are_renewed if {
	_found({"OPERATOR_SCANNER_REPORT_TTL": ""}) == {
		"/data/OPERATOR_SCANNER_REPORT_TTL": "a report is never renewed; set it to 24h at most",
	}
	_found({"OPERATOR_SCANNER_REPORT_TTL": "168h"}) == {
		"/data/OPERATOR_SCANNER_REPORT_TTL": "a report is renewed after 168h only; set it to 24h at most",
	}
	_found({"OPERATOR_SCANNER_REPORT_TTL": "12h"}) == {}
}

test_severities_are_reported if {
	_found({"trivy.severity": "critical, HIGH"}) == {}
	_found({"trivy.severity": "CRITICAL"}) == {
		"/data/trivy.severity": "vulnerabilities of severity HIGH are not reported; add it",
	}
}

test_other_maps_are_not_judged if {
	trivy_operator.not_applicable with input.resource as _map("settings", {})
	not trivy_operator.not_applicable with input.resource as _map("trivy-operator", {})
}
