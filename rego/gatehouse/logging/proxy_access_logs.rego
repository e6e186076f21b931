# METADATA
# title: Proxies log requests as JSON
# description: >-
#   What the proxies log is the one record of every request, whatever the services behind them do. As lines of text it is
#   the first thing that is searched and the last that can be.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/
#   - ref: https://istio.io/latest/docs/tasks/observability/logs/access-log/
#   - ref: https://gateway.envoyproxy.io/docs/tasks/observability/proxy-accesslog/
# custom:
#   id: proxy-access-logs
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: low
#   action: warn
#   kinds:
#     - v1/ConfigMap
#     - install.istio.io/*/IstioOperator
#     - sailoperator.io/*/Istio
#     - gateway.envoyproxy.io/*/EnvoyProxy
#   remediation: >-
#     ingress-nginx: in its ConfigMap set `log-format-escape-json: "true"` and a `log-format-upstream` such as
#     `{"time": "$time_iso8601", "request_id": "$req_id", "status": "$status", "uri": "$uri"}`. Istio: set
#     `accessLogEncoding: JSON` in the mesh config. Envoy Gateway: set the format's `type: JSON` and its `json`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.logging.proxy_access_logs

import data.gatehouse.lib.attribute
import data.gatehouse.lib.proxies

_nginx(key) := attribute.read(input.resource, ["data", key]) if proxies.is_nginx(input.resource)

_nginx_logs if {
	proxies.is_nginx(input.resource)
	not attribute.is(_nginx("disable-access-log"), "true")
	not attribute.is(_nginx("disable-http-access-log"), "true")
}

_envoy_formats := [answer |
	some keys in attribute.blocks(input.resource, ["spec", "telemetry", "accessLog", "settings"])
	answer := attribute.read(input.resource, array.concat(keys, ["format", "type"]))
	answer.state == "known"
]

# Istio logs no requests until it is told where to.
_meshes := [mesh | some mesh in proxies.meshes(input.resource); not mesh.config.accessLogFile in {"", null}]

not_applicable if {
	not _nginx_logs
	count(_envoy_formats) == 0
	count(_meshes) == 0
}

_format := `{"time": "$time_iso8601", "request_id": "$req_id", "client": "$remote_addr", "method": "$request_method", "host": "$host", "uri": "$uri", "status": "$status", "bytes": "$body_bytes_sent", "seconds": "$request_time", "upstream": "$upstream_addr", "upstream_seconds": "$upstream_response_time", "agent": "$http_user_agent"}`

_patch := [
	{"op": "add", "path": "/data/log-format-upstream", "value": _format},
	{"op": "add", "path": "/data/log-format-escape-json", "value": "true"},
]

_json if startswith(trim_space(_nginx("log-format-upstream").value), "{")

violations contains {
	"path": "/data/log-format-upstream",
	"message": "requests are logged as text; set log-format-upstream to a JSON object",
	"fix": {"description": "log requests as JSON", "patch": _patch},
} if {
	_nginx_logs
	not _json
}

violations contains {
	"path": "/data/log-format-escape-json",
	"message": "a quote in a header breaks the JSON of the log; set log-format-escape-json to \"true\"",
	"fix": {"description": "escape what is logged as JSON asks", "patch": [_patch[1]]},
} if {
	_nginx_logs
	_json
	not attribute.is(_nginx("log-format-escape-json"), "true")
}

violations contains object.union(
	{"path": mesh.path, "message": "requests are logged as text; set accessLogEncoding to JSON"},
	_fix(mesh),
) if {
	some mesh in _meshes
	object.get(mesh.config, "accessLogEncoding", "TEXT") != "JSON"
}

# A mesh config that is a text within a ConfigMap is mended by hand, and so is one whose format is text, too.
_fix(mesh) := {"fix": {
	"description": "set accessLogEncoding to JSON",
	"patch": [{"op": "add", "path": $"{mesh.path}/accessLogEncoding", "value": "JSON"}],
}} if {
	input.resource.type != "v1/ConfigMap"
	object.get(mesh.config, "accessLogFormat", "") == ""
} else := {}

violations contains {
	"path": answer.path,
	"message": "requests are logged as text; set type to JSON and the fields in json",
} if {
	some answer in _envoy_formats
	answer.value == "Text"
}
