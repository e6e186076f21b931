package gatehouse.logging.search_domain_logs_test

import data.gatehouse.logging.search_domain_logs

_judged(domain, unknown) := [{one.message | some one in violations}, {one.path | some one in unknowns}] if {
	marks := {path: {"references": [], "computed": false, "open": true} | some path in unknown}
	given := {"resource": {"object": domain, "unknown": marks}}
	parameters := {"search-domain-logs": {"types": ["ES_APPLICATION_LOGS", "AUDIT_LOGS"]}}
	violations := search_domain_logs.violations with input as given with data.config.parameters as parameters
	unknowns := search_domain_logs.unknowns with input as given with data.config.parameters as parameters
}

_application := {"log_type": "ES_APPLICATION_LOGS"}

_audit := {"log_type": "AUDIT_LOGS", "enabled": true}

_controlled := [{"enabled": true}]

test_published_logs_are_kept if {
	_judged({"log_publishing_options": [_application]}, []) == [set(), set()]
	_judged({"log_publishing_options": [_application, _audit], "advanced_security_options": _controlled}, []) == [set(), set()]
}

test_what_is_not_published_is_found if {
	_judged({}, []) == [{"the domain does not publish ES_APPLICATION_LOGS; add log_publishing_options for it"}, set()]
	_judged({"log_publishing_options": [object.union(_application, {"enabled": false})]}, []) == _judged({}, [])
	_judged({"log_publishing_options": [_application], "advanced_security_options": _controlled}, []) == [
		{"the domain does not publish AUDIT_LOGS; add log_publishing_options for it"},
		set(),
	]
}

test_variables_are_unknown if {
	_judged({}, ["/log_publishing_options"]) == [set(), {"/log_publishing_options"}]
	_judged({"log_publishing_options": [{}]}, ["/log_publishing_options/0/log_type"]) == [
		set(),
		{"/log_publishing_options/0/log_type"},
	]
}
