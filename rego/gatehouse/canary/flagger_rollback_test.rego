package gatehouse.canary.flagger_rollback_test

import data.gatehouse.canary.flagger_rollback

_found(spec) := {violation.path |
	some violation in flagger_rollback.violations with input.resource.object as {"spec": spec}
		with data.config.parameters as {"flagger-rollback": {"maxThreshold": 10}}
}

test_an_analysis_with_a_threshold_is_kept if {
	_found({"analysis": {"threshold": 10}}) == set()
	_found({"analysis": {"threshold": 5}, "skipAnalysis": false}) == set()
}

test_no_threshold_is_one_failure if _found({"analysis": {"interval": "1m"}}) == set()

test_the_old_name_counts if _found({"canaryAnalysis": {"interval": "1m"}}) == set()

test_no_analysis_is_found if _found({}) == {"/spec/analysis"}

test_a_skipped_analysis_is_found if {
	_found({"skipAnalysis": true, "analysis": {"threshold": 5}}) == {"/spec/skipAnalysis"}
}

test_a_high_threshold_is_found if _found({"analysis": {"threshold": 11}}) == {"/spec/analysis/threshold"}
