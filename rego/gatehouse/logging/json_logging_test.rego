package gatehouse.logging.json_logging_test

import data.gatehouse.logging.json_logging

_parameters := {"json-logging": {"variables": ["LOG_FORMAT"], "plain": ["text", "logfmt"]}}

_given(container) := {"resource": {
	"source": "kubernetes",
	"type": "apps/v1/Deployment",
	"object": {"spec": {"template": {"spec": {"containers": [container]}}}},
	"unknown": {},
}}

_found(container) := {[violation.path, violation.fix.patch[0].value] |
	some violation in json_logging.violations with input as _given(container) with data.config.parameters as _parameters
}

_at := "/spec/template/spec/containers/0"

test_json_and_formats_of_ones_own_are_kept if {
	_found({"env": [{"name": "LOG_FORMAT", "value": "json"}], "args": ["--log-format=json"]}) == set()
	_found({"env": [{"name": "LOG_FORMAT", "value": "%(message)s"}]}) == set()
	_found({"env": [{"name": "FORMAT", "value": "text"}], "args": ["--format=text"]}) == set()
}

test_text_is_found_and_mended if {
	_found({"env": [{"name": "LOG_FORMAT", "value": "TEXT"}]}) == {[$"{_at}/env/0/value", "json"]}
	_found({"args": ["--log.format=logfmt"]}) == {[$"{_at}/args/0", "--log.format=json"]}
	_found({"command": ["web", "--log-format", "text"]}) == {[$"{_at}/command/2", "json"]}
}

_function(config, unknown) := {"resource": {
	"source": "terraform",
	"type": "aws_lambda_function",
	"object": {"logging_config": config},
	"unknown": unknown,
}}

test_functions_that_are_told if {
	text := json_logging.violations with input as _function([{"log_format": "Text"}], {}) with data.config.parameters as _parameters
	{violation.path | some violation in text} == {"/logging_config/0/log_format"}
	json_logging.violations == set() with input as _function([{"log_format": "JSON"}], {}) with data.config.parameters as _parameters
}

test_what_says_nothing_is_not_judged if {
	json_logging.not_applicable with input as _given({}) with data.config.parameters as _parameters
	json_logging.not_applicable with input as _function([], {}) with data.config.parameters as _parameters
	not json_logging.not_applicable with input as _given({"args": ["--log-format=json"]}) with data.config.parameters as _parameters
}

test_a_variable_is_unknown if {
	mark := {"/logging_config/0/log_format": {"references": [], "computed": false, "open": true}}
	unknowns := json_logging.unknowns with input as _function([{}], mark) with data.config.parameters as _parameters
	{unknown.path | some unknown in unknowns} == {"/logging_config/0/log_format"}
}

_service(type, template) := [violation.path |
	given := {"resource": {"source": "terraform", "type": type, "object": {"template": [template]}, "unknown": {}}}
	some violation in json_logging.violations with input as given with data.config.parameters as _parameters
]

test_containers_of_services_are_judged_as_those_of_pods if {
	text := {"env": [{"name": "PORT", "value": "80"}, {"name": "LOG_FORMAT", "value": "text"}]}
	_service("google_cloud_run_v2_service", {"containers": [text]}) == ["/template/0/containers/0/env/1/value"]
	_service("google_cloud_run_v2_job", {"template": [{"containers": [text]}]}) == ["/template/0/template/0/containers/0/env/1/value"]
	_service("azurerm_container_app", {"container": [{}, text]}) == ["/template/0/container/1/env/1/value"]
	_service("azurerm_container_app_job", {"container": [{"args": ["--log-format=text"]}]}) == ["/template/0/container/0/args/0"]
	_service("azurerm_container_app", {"container": [{"env": [{"name": "LOG_FORMAT", "value": "json"}]}]}) == []
}
