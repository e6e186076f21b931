# METADATA
# title: An autoscaler never goes below two pods, and has room to grow
# description: >-
#   An autoscaler that may go down to one pod does so in every quiet hour, whatever the Deployment said: then the crash of
#   one pod, or the loss of one node, is an outage until the next one is ready. The default of `minReplicas` is 1.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
# custom:
#   id: hpa-minimum
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: deny
#   kinds:
#     - autoscaling/*/HorizontalPodAutoscaler
#     - kubernetes_horizontal_pod_autoscaler
#     - kubernetes_horizontal_pod_autoscaler_v*
#   remediation: >-
#     Set `spec.minReplicas: 2` (Terraform: `min_replicas = 2`), and `maxReplicas` above it.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minReplicas:
#         description: The fewest pods that an autoscaler may leave.
#         type: integer
#         minimum: 1
#         default: 2
package gatehouse.self_healing.hpa_minimum

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["hpa-minimum"]

_terraform if input.resource.source == "terraform"

_keys := {"min": ["spec", 0, "min_replicas"], "max": ["spec", 0, "max_replicas"]} if _terraform

else := {"min": ["spec", "minReplicas"], "max": ["spec", "maxReplicas"]}

_min := attribute.read_or(input.resource, _keys.min, 1)

_max := attribute.read(input.resource, _keys.max)

violations contains object.union(_fix, {
	"path": _min.path,
	"message": $"the autoscaler may leave {attribute.number(_min)} pods; set the minimum to {_parameters.minReplicas}",
}) if {
	attribute.number(_min) < _parameters.minReplicas
}

_fix := {} if _terraform

else := {} if {
	attribute.number(_max) <= _parameters.minReplicas
}

else := {"fix": {
	"description": $"set minReplicas: {_parameters.minReplicas}",
	"patch": [{"op": "add", "path": _min.path, "value": _parameters.minReplicas}],
}}

violations contains {
	"path": _max.path,
	"message": $"minimum and maximum are both {attribute.number(_max)}, so the autoscaler can add nothing; raise the maximum",
} if {
	attribute.number(_min) >= _parameters.minReplicas
	attribute.number(_max) <= attribute.number(_min)
}

unknowns contains attribute.unknown(_min, "how many pods the autoscaler leaves")
