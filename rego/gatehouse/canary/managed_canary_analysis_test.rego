package gatehouse.canary.managed_canary_analysis_test

import data.gatehouse.canary.managed_canary_analysis

_pipeline(canary) := {
	"type": "google_clouddeploy_delivery_pipeline",
	"object": {"serial_pipeline": [{"stages": [{"strategy": [{"canary": [canary]}]}]}]},
	"unknown": {},
}

_found(pipeline) := {violation.path | some violation in managed_canary_analysis.violations with input.resource as pipeline}

_at := "/serial_pipeline/0/stages/0/strategy/0/canary/0"

_steps(more) := _pipeline({"canary_deployment": [object.union({"percentages": [1, 50]}, more)]})

test_steps_that_are_measured if {
	_found(_steps({"verify": true})) == set()
	_found(_steps({"analysis": [{"duration": "600s"}]})) == set()
}

test_steps_that_are_not if {
	_found(_steps({})) == {$"{_at}/canary_deployment/0/verify"}
	_found(_steps({"verify": false, "analysis": []})) == {$"{_at}/canary_deployment/0/verify"}
}

test_each_phase_that_has_users if {
	phases := [{"percentage": 0}, {"percentage": 1, "verify": true}, {"percentage": 50}]
	_found(_pipeline({"custom_canary_deployment": [{"phase_configs": phases}]})) == {
		$"{_at}/custom_canary_deployment/0/phase_configs/2/verify",
	}
}

test_a_pipeline_without_a_canary_is_not_judged if {
	pipeline := {"object": {"serial_pipeline": [{"stages": [{"strategy": []}]}]}, "unknown": {}}
	managed_canary_analysis.not_applicable with input.resource as pipeline
}

test_what_is_known_after_apply_is_unknown if {
	place := $"{_at}/canary_deployment/0/verify"
	pipeline := object.union(_steps({}), {"unknown": {place: {"references": [], "computed": false, "open": true}}})
	_found(pipeline) == set()
	unknowns := managed_canary_analysis.unknowns with input.resource as pipeline
	{unknown.path | some unknown in unknowns} == {place}
}
