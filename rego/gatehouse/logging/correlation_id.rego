# METADATA
# title: A request keeps its id from the edge to the last service
# description: >-
#   One id in every log makes one story of what ten services logged. It is lost where a proxy is told to give none, where a log
#   leaves it out, and where a service is told not to hand it on.
# related_resources:
#   - ref: https://www.w3.org/TR/trace-context/
#   - ref: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#generate-request-id
# custom:
#   id: correlation-id
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: warn
#   kinds:
#     - v1/ConfigMap
#     - install.istio.io/*/IstioOperator
#     - sailoperator.io/*/Istio
#     - gateway.envoyproxy.io/*/ClientTrafficPolicy
#     - opentelemetry.io/*/Instrumentation
#     - apps/*/Deployment
#     - apps/*/StatefulSet
#     - apps/*/DaemonSet
#     - batch/*/Job
#     - batch/*/CronJob
#     - argoproj.io/*/Rollout
#   remediation: >-
#     ingress-nginx: remove `generate-request-id: "false"`, and log `$req_id`. Istio: log `%REQ(X-REQUEST-ID)%`. Envoy Gateway:
#     set `requestID: PreserveOrGenerate`. OpenTelemetry: set `OTEL_PROPAGATORS` or `propagators` to `tracecontext,baggage`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.logging.correlation_id

import data.gatehouse.lib.attribute
import data.gatehouse.lib.pods
import data.gatehouse.lib.proxies

# Each place that decides whether an id goes on: where it is, whether it does, and what is wrong and right where it does not.
_places contains {
	"path": answer.path,
	"lost": _says(answer, "false"),
	"message": "requests without an id get none; set generate-request-id to \"true\"",
	"value": "true",
} if {
	proxies.is_nginx(input.resource)
	answer := attribute.read_or(input.resource, ["data", "generate-request-id"], "true")
}

_places contains {
	"path": answer.path,
	"lost": not_logged,
	"message": "the access log does not have the id of the request; add $req_id to log-format-upstream",
} if {
	proxies.is_nginx(input.resource)
	answer := attribute.read(input.resource, ["data", "log-format-upstream"])
	is_string(answer.value)
	not_logged := _lacks(answer.value, `\$(req_id|request_id|http_x_request_id|http_traceparent|opentelemetry_trace_id)\b`)
}

_places contains {
	"path": mesh.path,
	"lost": not_logged,
	"message": "the access log does not have the id of the request; add %REQ(X-REQUEST-ID)% to accessLogFormat",
} if {
	some mesh in proxies.meshes(input.resource)
	is_string(mesh.config.accessLogFormat)
	mesh.config.accessLogFormat != ""
	not_logged := _lacks(mesh.config.accessLogFormat, `(?i)x-request-id|traceparent|trace_id|stream_id`)
}

_places contains {
	"path": answer.path,
	"lost": _says(answer, "Disable"),
	"message": "requests get no id; set requestID to PreserveOrGenerate",
	"value": "PreserveOrGenerate",
} if {
	endswith(input.resource.type, "/ClientTrafficPolicy")
	answer := attribute.read(input.resource, ["spec", "headers", "requestID"])
	answer.state == "known"
}

_places contains {
	"path": answer.path,
	"lost": _says(answer, "none"),
	"message": "the id of the request is not handed on; set OTEL_PROPAGATORS to tracecontext,baggage",
	"value": "tracecontext,baggage",
} if {
	some container in pods.containers(input.resource)
	some variable in pods.environment(input.resource, container)
	variable.name == "OTEL_PROPAGATORS"
	answer := variable.answer
	answer.state == "known"
}

_places contains {
	"path": answer.path,
	"lost": not_handed_on,
	"message": "the id of the request is not handed on; add tracecontext to propagators",
	"value": ["tracecontext", "baggage"],
} if {
	endswith(input.resource.type, "/Instrumentation")
	answer := attribute.read(input.resource, ["spec", "propagators"])
	count(answer.value) > 0
	not_handed_on := {propagator | some propagator in answer.value; propagator in _propagators} == set()
}

# Those that carry an id; baggage alone carries none.
_propagators := {"tracecontext", "b3", "b3multi", "jaeger", "xray", "ottrace"}

_says(answer, value) if {
	attribute.is(answer, value)
} else := false

_lacks(text, pattern) := false if {
	regex.match(pattern, text)
} else := true

not_applicable if count(_places) == 0

violations contains object.union({"path": place.path, "message": place.message}, _fix(place)) if {
	some place in _places
	place.lost
}

_fix(place) := {"fix": {
	"description": $"set {_name(place.path)}",
	"patch": [{"op": "add", "path": place.path, "value": place.value}],
}} if {
	place.value
} else := {}

_name(path) := keys[count(keys) - 1] if keys := split(path, "/")
