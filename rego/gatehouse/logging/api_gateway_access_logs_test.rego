package gatehouse.logging.api_gateway_access_logs_test

import data.gatehouse.logging.api_gateway_access_logs

_judged(stage, unknown) := [{one.path | some one in violations}, {one.path | some one in unknowns}] if {
	marks := {path: {"references": [], "computed": false, "open": true} | some path in unknown}
	given := {"resource": {"object": stage, "unknown": marks}}
	violations := api_gateway_access_logs.violations with input as given
	unknowns := api_gateway_access_logs.unknowns with input as given
}

_logs(format) := {"access_log_settings": [{"destination_arn": "arn:aws:logs:eu-central-1:111122223333:log-group:api", "format": format}]}

test_json_with_the_id_is_kept if {
	_judged(_logs(`{"requestId":"$context.requestId"}`), []) == [set(), set()]
	_judged(_logs(`{ "id": "$context.extendedRequestId" }`), []) == [set(), set()]
}

test_no_log_text_and_no_id_are_found if {
	_judged({}, []) == [{"/access_log_settings"}, set()]
	_judged(_logs(`$context.requestId $context.status`), []) == [{"/access_log_settings/0/format"}, set()]
	_judged(_logs(`{"status":"$context.status"}`), []) == [{"/access_log_settings/0/format"}, set()]
}

test_variables_are_unknown if {
	_judged({}, ["/access_log_settings"]) == [set(), {"/access_log_settings"}]
	_judged(_logs(null), ["/access_log_settings/0/format"]) == [set(), {"/access_log_settings/0/format"}]
	_judged(_logs("{\"id\":\"$context.requestId\"}"), ["/access_log_settings/0/destination_arn"]) == [set(), set()]
}
