# METADATA
# title: Each alert that pages names its runbook
# description: >-
#   Whoever is woken by an alert must not have to find out what it means first. The annotation `runbook_url` is what
#   Alertmanager's templates and Grafana show as a link, and what automation reads to decide what it may try.
# related_resources:
#   - ref: https://prometheus.io/docs/practices/alerting/
#   - ref: https://prometheus-operator.dev/docs/developer/alerting/
# custom:
#   id: alert-runbook
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: low
#   action: warn
#   kinds: [monitoring.coreos.com/*/PrometheusRule]
#   remediation: >-
#     Add `annotations: {runbook_url: https://...}` to the alert: what it means, what has been tried by itself, what to do.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       severities:
#         description: Alerts whose label `severity` is one of these. An empty list means all alerts.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [critical, page]
#       annotations:
#         description: The annotations that count; one is enough.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         default: [runbook_url, runbook]
package gatehouse.self_healing.alert_runbook

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["alert-runbook"]

_alerts contains keys if {
	some group in attribute.blocks(input.resource, ["spec", "groups"])
	some keys in attribute.blocks(input.resource, array.concat(group, ["rules"]))
	attribute.is_set(attribute.read(input.resource, array.concat(keys, ["alert"])))
	_pages(attribute.read(input.resource, array.concat(keys, ["labels", "severity"])))
}

# Recording rules only, or alerts that wake nobody.
not_applicable if count(_alerts) == 0

_pages(_) if count(_parameters.severities) == 0

_pages(severity) if severity.value in _parameters.severities

_named(keys) if {
	some annotation in _parameters.annotations
	attribute.is_set(attribute.read(input.resource, array.concat(keys, ["annotations", annotation])))
}

violations contains {
	"path": attribute.read(input.resource, array.concat(keys, ["annotations", _parameters.annotations[0]])).path,
	"message": $"alert {name} pages somebody and names no runbook; annotate it with {_parameters.annotations[0]}",
} if {
	some keys in _alerts
	not _named(keys)
	name := attribute.read(input.resource, array.concat(keys, ["alert"])).value
}
