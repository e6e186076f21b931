package gatehouse.logging.proxy_access_logs_test

import data.gatehouse.logging.proxy_access_logs

_nginx(values) := {"resource": {
	"source": "kubernetes",
	"type": "v1/ConfigMap",
	"name": "ingress-nginx-controller",
	"object": {"metadata": {}, "data": values},
	"unknown": {},
}}

_operator(mesh) := {"resource": {
	"source": "kubernetes",
	"type": "install.istio.io/v1alpha1/IstioOperator",
	"name": "istio",
	"object": {"spec": {"meshConfig": mesh}},
	"unknown": {},
}}

_envoy(settings) := {"resource": {
	"source": "kubernetes",
	"type": "gateway.envoyproxy.io/v1alpha1/EnvoyProxy",
	"name": "edge",
	"object": {"spec": {"telemetry": {"accessLog": {"settings": settings}}}},
	"unknown": {},
}}

_paths(given) := {violation.path | some violation in proxy_access_logs.violations with input as given}

test_json_is_kept if {
	_paths(_nginx({"log-format-upstream": `{"id": "$req_id"}`, "log-format-escape-json": "true"})) == set()
	_paths(_operator({"accessLogFile": "/dev/stdout", "accessLogEncoding": "JSON"})) == set()
	_paths(_envoy([{"format": {"type": "JSON", "json": {"id": "%REQ(X-REQUEST-ID)%"}}}])) == set()
}

test_text_is_found if {
	_paths(_nginx({})) == {"/data/log-format-upstream"}
	_paths(_nginx({"log-format-upstream": "$remote_addr $req_id"})) == {"/data/log-format-upstream"}
	_paths(_nginx({"log-format-upstream": `{"id": "$req_id"}`})) == {"/data/log-format-escape-json"}
	_paths(_operator({"accessLogFile": "/dev/stdout"})) == {"/spec/meshConfig"}
	_paths(_operator({"accessLogFile": "/dev/stdout", "accessLogEncoding": "TEXT", "accessLogFormat": "%START_TIME%"})) == {"/spec/meshConfig"}
	_paths(_envoy([{"format": {"type": "Text", "text": "%START_TIME%"}}])) == {"/spec/telemetry/accessLog/settings/0/format/type"}
}

test_what_logs_no_requests_is_not_judged if {
	proxy_access_logs.not_applicable with input as _nginx({"disable-access-log": "true"})
	proxy_access_logs.not_applicable with input as _operator({"accessLogFile": ""})
	proxy_access_logs.not_applicable with input as _operator({})
	proxy_access_logs.not_applicable with input as _envoy([])
	proxy_access_logs.not_applicable with input as object.union(_nginx({}), {"resource": {"name": "shop"}})
	not proxy_access_logs.not_applicable with input as _nginx({})
	not proxy_access_logs.not_applicable with input as _operator({"accessLogFile": "/dev/stdout"})
}
