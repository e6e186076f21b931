package gatehouse.canary.flagger_interval_test

import data.gatehouse.canary.flagger_interval

_found(spec) := {violation.path: violation.fix.patch[0].value |
	some violation in flagger_interval.violations with input.resource.object as {"spec": spec}
		with data.config.parameters as {"flagger-interval": {"maxInterval": {"text": "60s", "value": 60}}}
}

test_up_to_a_minute_is_kept if {
	_found({"analysis": {"interval": "30s"}}) == {}
	_found({"analysis": {"interval": "1m"}}) == {}
	_found({"analysis": {"interval": "60s"}}) == {}
}

test_what_flagger_takes_for_a_minute_is_kept if {
	_found({"analysis": {"threshold": 5}}) == {}
	_found({"analysis": {"interval": "often"}}) == {}
	_found({}) == {}
}

test_more_than_a_minute_is_found if {
	_found({"analysis": {"interval": "1m1s"}}) == {"/spec/analysis/interval": "60s"}
	_found({"analysis": {"interval": "0.5h"}}) == {"/spec/analysis/interval": "60s"}
}
