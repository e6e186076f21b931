# METADATA
# title: What a canary is measured by is there
# description: >-
#   An analysis whose template does not exist ends in an error, and a metric without an address to ask has no value: the release stops
#   half way, or is rolled back for no fault of its own, until somebody skips the analysis. Both show before anything is released.
# related_resources:
#   - ref: https://docs.flagger.app/usage/metrics#custom-metrics
#   - ref: https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
# custom:
#   id: canary-metrics-source
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [flagger.app/*/Canary, flagger.app/*/MetricTemplate, argoproj.io/*/Rollout]
#   siblings: [flagger.app/*/MetricTemplate, argoproj.io/*/AnalysisTemplate, argoproj.io/*/ClusterAnalysisTemplate]
#   remediation: >-
#     Add the template that is named, in the namespace that is named: a MetricTemplate for `templateRef` of Flagger, an
#     AnalysisTemplate (or with `clusterScope: true` a ClusterAnalysisTemplate) for `templateName` of a Rollout. Give a MetricTemplate
#     of Prometheus its `spec.provider.address`, such as `http://prometheus.monitoring:9090`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.canary.canary_metrics_source

import data.gatehouse.lib.attribute

_around := input.context.siblings["canary-metrics-source"]

_is(kind) if endswith(input.resource.type, $"/{kind}")

_own := object.get(input.resource, "namespace", "default")

_named contains {"kind": "MetricTemplate", "name": name, "namespace": namespace} if {
	_is("Canary")
	some keys in attribute.blocks(input.resource, ["spec", "analysis", "metrics"])
	name := attribute.read(input.resource, array.concat(keys, ["templateRef", "name"]))
	name.state == "known"
	namespace := attribute.read_or(input.resource, array.concat(keys, ["templateRef", "namespace"]), _own).value
}

# Wherever they stand in the strategy: beside the steps, in one, before or after a promotion.
_named contains {"kind": kind, "name": name, "namespace": namespace} if {
	_is("Rollout")
	some keys
	walk(object.get(input.resource.object, ["spec", "strategy"], {}), [keys, template])
	is_string(template.templateName)
	[kind, namespace] := _scope(template)
	name := attribute.read(input.resource, array.concat(array.concat(["spec", "strategy"], keys), ["templateName"]))
}

_scope(template) := ["ClusterAnalysisTemplate", ""] if {
	template.clusterScope == true
} else := ["AnalysisTemplate", _own]

_there(named) if {
	some other in _around.resources
	endswith(other.type, $"/{named.kind}")
	other.name == named.name.value
	named.namespace in {"", object.get(other, "namespace", "default")}
}

_missing contains named if {
	some named in _named
	not _there(named)
}

violations contains {
	"path": named.name.path,
	"message": $"there is no {named.kind} {named.name.value}, so nothing is measured; add it",
} if {
	_around.known
	some named in _missing
}

unknowns contains {
	"path": named.name.path,
	"message": $"whether there is a {named.kind} {named.name.value} is not known here",
} if {
	not _around.known
	some named in _missing
}

_address := attribute.read(input.resource, ["spec", "provider", "address"])

violations contains {
	"path": _address.path,
	"message": "nothing says where Prometheus is; set spec.provider.address",
} if {
	_prometheus
	attribute.unset(_address)
}

_prometheus if {
	_is("MetricTemplate")
	attribute.is(attribute.read(input.resource, ["spec", "provider", "type"]), "prometheus")
}

not_applicable if {
	count(_named) == 0
	not _prometheus
}
