# METADATA
# title: What is told how to log, logs JSON
# description: >-
#   A line of text has to be taken apart again by whoever looks for something, for each program in another way. JSON has its
#   fields, keeps a stack trace in one event, and can be searched by correlation id without anybody writing an expression.
# related_resources:
#   - ref: https://12factor.net/logs
#   - ref: https://kubernetes.io/docs/concepts/cluster-administration/system-logs/#json-log-format
#   - ref: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
# custom:
#   id: json-logging
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: low
#   action: warn
#   kinds:
#     - apps/*/Deployment
#     - apps/*/StatefulSet
#     - apps/*/DaemonSet
#     - batch/*/Job
#     - batch/*/CronJob
#     - argoproj.io/*/Rollout
#     - kubernetes_deployment
#     - kubernetes_deployment_v1
#     - kubernetes_stateful_set
#     - kubernetes_stateful_set_v1
#     - kubernetes_daemonset
#     - kubernetes_daemon_set_v1
#     - aws_lambda_function
#     - google_cloud_run_v2_service
#     - google_cloud_run_v2_job
#     - azurerm_container_app
#     - azurerm_container_app_job
#   remediation: >-
#     Set the variable or the flag that the message names to `json`: `LOG_FORMAT=json`, `--log-format=json`,
#     `--zap-encoder=json`. In an `aws_lambda_function` write `logging_config { log_format = "JSON" }`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       variables:
#         description: The environment variables that say how to log.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [LOG_FORMAT, LOGGING_FORMAT, LOG_ENCODING, LOG_ENCODER, LOGFORMAT]
#       plain:
#         description: The values that mean something else than JSON, in small letters. Any other value is left alone.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         default: [text, txt, plain, console, terminal, pretty, human, logfmt, common, combined]
package gatehouse.logging.json_logging

import data.gatehouse.lib.attribute
import data.gatehouse.lib.pods

_parameters := data.config.parameters["json-logging"]

_lambda if input.resource.type == "aws_lambda_function"

# Where the services keep their containers, which are written as those of pods are.
_services := {
	"google_cloud_run_v2_service": ["template", 0, "containers"],
	"google_cloud_run_v2_job": ["template", 0, "template", 0, "containers"],
	"azurerm_container_app": ["template", 0, "container"],
	"azurerm_container_app_job": ["template", 0, "container"],
}

_containers := attribute.blocks(input.resource, _services[input.resource.type]) if {
	_services[input.resource.type]
} else := pods.containers(input.resource) if {
	not _lambda
}

# Where something says how to log: what it is called, what it says, and what would say JSON.
_said contains {"name": variable.name, "answer": variable.answer, "op": "add", "json": "json"} if {
	some container in _containers
	some variable in pods.environment(input.resource, container)
	variable.name in _parameters.variables
	not variable.answer.state == "absent"
}

_said contains {"name": one.flag, "answer": answer, "op": "replace", "json": $"{one.text}json"} if {
	some container in _containers
	some one in pods.flags(input.resource, container)
	regex.match(`^--?(log[-_.]?(format|encoding|encoder)|logging[-_.](format|encoding)|accesslog\.format|zap-encoder)$`, one.flag)
	answer := object.union(attribute.read(input.resource, one.keys), {"value": one.value})
}

_said contains {"name": "log_format", "answer": answer} if {
	_lambda
	answer := attribute.read(input.resource, ["logging_config", 0, "log_format"])
	attribute.is_set(answer)
}

# Most say nothing of it where we can see it, and may log JSON all the same.
not_applicable if count(_said) == 0

violations contains object.union(
	{"path": one.answer.path, "message": $"{one.name} is {one.answer.value}; log JSON, so that fields can be searched"},
	_fix(one),
) if {
	some one in _said
	lower(one.answer.value) in _parameters.plain
}

_fix(one) := {"fix": {
	"description": $"set {one.name} to json",
	"patch": [{"op": one.op, "path": one.answer.path, "value": one.json}],
}} if {
	input.resource.source == "kubernetes"
} else := {}

unknowns contains attribute.unknown(one.answer, $"what {one.name} is") if some one in _said
