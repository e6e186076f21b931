package gatehouse.canary.canary_metrics_source_test

import data.gatehouse.canary.canary_metrics_source

_judged(resource, known, others) := {"violations": violations, "unknowns": unknowns} if {
	around := {"siblings": {"canary-metrics-source": {"known": known, "resources": others}}}
	violations := {found.path |
		some found in canary_metrics_source.violations with input as {"resource": resource, "context": around}
	}
	unknowns := {found.path |
		some found in canary_metrics_source.unknowns with input as {"resource": resource, "context": around}
	}
}

_none := {"violations": set(), "unknowns": set()}

_canary(ref) := {"type": "flagger.app/v1beta1/Canary", "namespace": "shop", "object": {"spec": {"analysis": {"metrics": [
	{"name": "request-success-rate"},
	{"name": "latency", "templateRef": ref},
]}}}}

_template(kind, name, namespace) := {"type": kind, "name": name, "namespace": namespace, "object": {}}

_metric := _template("flagger.app/v1beta1/MetricTemplate", "latency", "shop")

_ref := "/spec/analysis/metrics/1/templateRef/name"

test_the_template_of_flagger_is_there if {
	_judged(_canary({"name": "latency"}), true, [_metric]) == _none
	_judged(_canary({"name": "latency", "namespace": "shop"}), true, [_metric]) == _none
	_judged(_canary({"name": "latency", "namespace": "flagger"}), true, [_metric]).violations == {_ref}
	_judged(_canary({"name": "latencies"}), true, [_metric]).violations == {_ref}
	_judged(_canary({"name": "latency"}), false, []) == {"violations": set(), "unknowns": {_ref}}
}

_rollout(strategy) := {
	"type": "argoproj.io/v1alpha1/Rollout",
	"namespace": "shop",
	"object": {"spec": {"strategy": strategy}},
}

_analysis := _template("argoproj.io/v1alpha1/AnalysisTemplate", "errors", "shop")

test_the_template_of_a_rollout_is_there if {
	step := {"canary": {"steps": [{"setWeight": 1}, {"analysis": {"templates": [{"templateName": "errors"}]}}]}}
	_judged(_rollout(step), true, [_analysis]) == _none
	_judged(_rollout(step), true, [object.union(_analysis, {"namespace": "other"})]).violations == {
		"/spec/strategy/canary/steps/1/analysis/templates/0/templateName",
	}
	promotion := {"blueGreen": {"prePromotionAnalysis": {"templates": [{"templateName": "errors"}]}}}
	_judged(_rollout(promotion), true, []).violations == {
		"/spec/strategy/blueGreen/prePromotionAnalysis/templates/0/templateName",
	}
}

test_a_template_of_the_cluster if {
	analysis := {"canary": {"analysis": {"templates": [{"templateName": "errors", "clusterScope": true}]}}}
	cluster := {"type": "argoproj.io/v1alpha1/ClusterAnalysisTemplate", "name": "errors", "object": {}}
	_judged(_rollout(analysis), true, [cluster]) == _none
	count(_judged(_rollout(analysis), true, [_analysis]).violations) == 1
}

_source(provider) := {"type": "flagger.app/v1beta1/MetricTemplate", "object": {"spec": {"provider": provider}}}

test_prometheus_has_an_address if {
	_judged(_source({"type": "prometheus", "address": "http://prometheus.monitoring:9090"}), true, []) == _none
	_judged(_source({"type": "prometheus"}), true, []).violations == {"/spec/provider/address"}
	_judged(_source({"type": "cloudwatch", "region": "eu-central-1"}), true, []) == _none
}

test_what_names_no_template_is_not_judged if {
	every resource in [_rollout({"canary": {}}), _source({"type": "datadog"})] {
		canary_metrics_source.not_applicable with input.resource as resource
	}
}
