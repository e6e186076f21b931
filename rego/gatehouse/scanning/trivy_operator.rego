# METADATA
# title: The Trivy Operator scans every image, and again
# description: >-
#   The operator writes a report for each image that runs in the cluster. Switched off, told to skip init containers, to keep its
#   reports for ever or to leave severities out, it goes on writing reports that look complete.
# related_resources:
#   - ref: https://aquasecurity.github.io/trivy-operator/latest/getting-started/installation/configuration/
# custom:
#   id: trivy-operator
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   severity: medium
#   action: deny
#   kinds: [v1/ConfigMap]
#   remediation: >-
#     In the values of its chart set `operator.vulnerabilityScannerEnabled: true`, `operator.scannerReportTTL: 24h`,
#     `trivyOperator.skipInitContainers: false`, and `trivy.severity` to all severities.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       severities:
#         description: Severities that must be reported.
#         type: array
#         items: {type: string, enum: [CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN]}
#         default: [CRITICAL, HIGH]
#       maxAge:
#         description: After this long at the latest an image is scanned again.
#         type: string
#         format: duration
#         default: 24h
package gatehouse.scanning.trivy_operator

import data.gatehouse.lib.attribute
import data.gatehouse.lib.duration
import data.gatehouse.lib.pointer

_parameters := data.config.parameters["trivy-operator"]

# The names that its chart gives them: what it scans, how it scans, and with which options of Trivy.
not_applicable if not input.resource.name in {"trivy-operator-config", "trivy-operator", "trivy-operator-trivy-config"}

_read(key) := attribute.read(input.resource, ["data", key])

_fault(key, message, value) := {
	"path": pointer.of(["data", key]),
	"message": message,
	"fix": {
		"description": $"set {key} to {value}",
		"patch": [{"op": "replace", "path": pointer.of(["data", key]), "value": value}],
	},
}

violations contains _fault(
	"OPERATOR_VULNERABILITY_SCANNER_ENABLED",
	"images are not scanned for vulnerabilities; set it to \"true\"",
	"true",
) if {
	attribute.is(_read("OPERATOR_VULNERABILITY_SCANNER_ENABLED"), "false")
}

violations contains _fault(
	"OPERATOR_SCANNER_REPORT_TTL",
	$"a report is never renewed; set it to {_parameters.maxAge.text} at most",
	_parameters.maxAge.text,
) if {
	input.resource.object.data.OPERATOR_SCANNER_REPORT_TTL == ""
}

violations contains _fault(
	"OPERATOR_SCANNER_REPORT_TTL",
	$"a report is renewed after {answer.value} only; set it to {_parameters.maxAge.text} at most",
	_parameters.maxAge.text,
) if {
	answer := _read("OPERATOR_SCANNER_REPORT_TTL")
	duration.seconds(answer.value) > _parameters.maxAge.value
}

violations contains _fault(
	"scanJob.skipInitContainers",
	"init containers are not scanned; set it to \"false\"",
	"false",
) if {
	attribute.is(_read("scanJob.skipInitContainers"), "true")
}

_severity := _read("trivy.severity")

_reported := {upper(trim_space(one)) | some one in split(_severity.value, ",")}

_missing := [one | some one in _parameters.severities; not one in _reported]

violations contains _fault(
	"trivy.severity",
	$"vulnerabilities of severity {concat(", ", _missing)} are not reported; add it",
	concat(",", array.concat([one | some one in split(_severity.value, ",")], _missing)),
) if {
	_severity.state == "known"
	count(_missing) > 0
}
