package gatehouse.logging.correlation_id_test

import data.gatehouse.logging.correlation_id

_given(type, name, object) := {"resource": {
	"source": "kubernetes",
	"type": type,
	"name": name,
	"object": object,
	"unknown": {},
}}

_nginx(values) := _given("v1/ConfigMap", "ingress-nginx-controller", {"metadata": {}, "data": values})

_mesh(config) := _given("install.istio.io/v1alpha1/IstioOperator", "istio", {"spec": {"meshConfig": config}})

_policy(headers) := _given("gateway.envoyproxy.io/v1alpha1/ClientTrafficPolicy", "edge", {"spec": {"headers": headers}})

_instrumentation(spec) := _given("opentelemetry.io/v1alpha1/Instrumentation", "default", {"spec": spec})

_deployment(environment) := _given(
	"apps/v1/Deployment", "web",
	{"spec": {"template": {"spec": {"containers": [{"name": "web", "env": environment}]}}}},
)

_paths(given) := {violation.path | some violation in correlation_id.violations with input as given}

test_ids_that_go_on_are_kept if {
	_paths(_nginx({})) == set()
	_paths(_nginx({"log-format-upstream": `{"id": "$req_id"}`})) == set()
	_paths(_mesh({"accessLogFormat": "[%START_TIME%] %REQ(X-REQUEST-ID)%"})) == set()
	_paths(_policy({"requestID": "Preserve"})) == set()
	_paths(_instrumentation({"propagators": ["baggage", "b3"]})) == set()
	_paths(_deployment([{"name": "OTEL_PROPAGATORS", "value": "b3multi"}])) == set()
}

test_ids_that_are_lost_are_found if {
	_paths(_nginx({"generate-request-id": "false"})) == {"/data/generate-request-id"}
	_paths(_nginx({"log-format-upstream": `{"status": "$status", "seconds": "$request_time"}`})) == {"/data/log-format-upstream"}
	_paths(_mesh({"accessLogFormat": "[%START_TIME%] %RESPONSE_CODE%"})) == {"/spec/meshConfig"}
	_paths(_policy({"requestID": "Disable"})) == {"/spec/headers/requestID"}
	_paths(_instrumentation({"propagators": ["baggage"]})) == {"/spec/propagators"}
	_paths(_deployment([{"name": "OTEL_PROPAGATORS", "value": "none"}])) == {"/spec/template/spec/containers/0/env/0/value"}
}

test_what_says_nothing_is_not_judged if {
	correlation_id.not_applicable with input as _mesh({})
	correlation_id.not_applicable with input as _policy({})
	correlation_id.not_applicable with input as _instrumentation({})
	correlation_id.not_applicable with input as _deployment([])
	correlation_id.not_applicable with input as _given("v1/ConfigMap", "web", {"metadata": {}, "data": {}})
	not correlation_id.not_applicable with input as _nginx({})
}
