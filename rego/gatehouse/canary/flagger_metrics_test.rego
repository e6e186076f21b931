package gatehouse.canary.flagger_metrics_test

import data.gatehouse.canary.flagger_metrics

_defaults := {"flagger-metrics": {"successRate": ["request-success-rate", "*error*"], "latency": ["request-duration"]}}

_judged(metrics) := {
	"violations": {violation.path: violation.fix.patch[0].value | some violation in violations},
	"unknowns": {unknown.path | some unknown in unknowns},
} if {
	object := {"spec": {"analysis": {"interval": "1m", "metrics": metrics}}}
	violations := flagger_metrics.violations with input.resource.object as object
		with data.config.parameters as _defaults
	unknowns := flagger_metrics.unknowns with input.resource.object as object
		with data.config.parameters as _defaults
}

_success := {"name": "request-success-rate", "thresholdRange": {"min": 99}, "interval": "1m"}

_latency := {"name": "request-duration", "thresholdRange": {"max": 500}, "interval": "1m"}

_kept := {"violations": {}, "unknowns": set()}

test_both_metrics_are_kept if _judged([_success, _latency]) == _kept

test_metrics_of_ones_own_are_known_by_name if {
	_judged([{"name": "grpc-error-ratio", "templateRef": {"name": "errors"}}, _latency]) == _kept
}

test_one_that_is_missing_is_added if {
	_judged([_success]).violations == {"/spec/analysis/metrics": [_success, _latency]}
	_judged([_latency]).violations == {"/spec/analysis/metrics": [_latency, _success]}
}

test_a_metric_under_another_name_leaves_it_open if {
	judged := _judged([_success, {"name": "p99", "templateRef": {"name": "p99"}}])
	judged == {"violations": {}, "unknowns": {"/spec/analysis/metrics"}}
}

test_a_bound_is_asked_for if {
	_judged([{"name": "request-success-rate", "thresholdRange": {"max": 100}}, {"name": "request-duration"}]).violations == {
		"/spec/analysis/metrics/0/thresholdRange/min": 99,
		"/spec/analysis/metrics/1/thresholdRange/max": 500,
	}
}

test_the_old_threshold_is_a_bound if {
	_judged([{"name": "request-success-rate", "threshold": 99}, {"name": "request-duration", "threshold": 500}]) == _kept
}

test_no_metrics_is_one_finding if {
	violations := flagger_metrics.violations with input.resource.object as {"spec": {"analysis": {"interval": "1m"}}}
		with data.config.parameters as _defaults
	{violation.path | some violation in violations} == {"/spec/analysis/metrics"}
}

test_without_analysis_it_is_not_judged if flagger_metrics.not_applicable with input.resource.object as {"spec": {}}
