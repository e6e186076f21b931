# METADATA
# title: A Deployment replaces its pods a few at a time
# description: >-
#   `Recreate` stops every pod of the old version before the first of the new one starts, so that each release is an outage,
#   and one that does not start is a long one. A rolling update whose `maxUnavailable` is most of the pods is the same.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
# custom:
#   id: rolling-strategy
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down.
#   severity: high
#   action: warn
#   kinds: [apps/*/Deployment, kubernetes_deployment, kubernetes_deployment_v1]
#   remediation: >-
#     Set `spec.strategy` to `{type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}`: a pod goes when its
#     successor is ready.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxUnavailable:
#         description: The most of the replicas that may be away during a rollout, in percent.
#         type: integer
#         minimum: 0
#         maximum: 100
#         default: 50
#       acceptVolumes:
#         description: Accept `Recreate` where the pods mount a claim, because a volume of one node cannot be shared with a successor.
#         type: boolean
#         default: true
package gatehouse.blue_green.rolling_strategy

import data.gatehouse.lib.attribute
import data.gatehouse.lib.workload

_parameters := data.config.parameters["rolling-strategy"]

_fields := {
	"replicas": ["spec", 0, "replicas"],
	"type": ["spec", 0, "strategy", 0, "type"],
	"unavailable": ["spec", 0, "strategy", 0, "rolling_update", 0, "max_unavailable"],
	"surge": ["spec", 0, "strategy", 0, "rolling_update", 0, "max_surge"],
	"volumes": "volume",
	"claim": ["persistent_volume_claim", 0, "claim_name"],
} if {
	input.resource.source == "terraform"
} else := {
	"replicas": ["spec", "replicas"],
	"type": ["spec", "strategy", "type"],
	"unavailable": ["spec", "strategy", "rollingUpdate", "maxUnavailable"],
	"surge": ["spec", "strategy", "rollingUpdate", "maxSurge"],
	"volumes": "volumes",
	"claim": ["persistentVolumeClaim", "claimName"],
}

_type := attribute.read_or(input.resource, _fields.type, "RollingUpdate")

_replicas := attribute.read(input.resource, _fields.replicas)

_unavailable := attribute.read_or(input.resource, _fields.unavailable, "25%")

_surge := attribute.read_or(input.resource, _fields.surge, "25%")

_claims if {
	some volume in attribute.blocks(input.resource, array.concat(workload.pod(input.resource), [_fields.volumes]))
	attribute.is_set(attribute.read(input.resource, array.concat(volume, _fields.claim)))
}

not_applicable if attribute.number(_replicas) == 0

not_applicable if {
	_parameters.acceptVolumes
	attribute.is(_type, "Recreate")
	_claims
}

violations contains {
	"path": _type.path,
	"message": "all pods stop before the first of the new version starts; set type: RollingUpdate",
	"fix": _fix([{
		"op": "add",
		"path": "/spec/strategy",
		"value": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
	}]),
} if {
	attribute.is(_type, "Recreate")
}

violations contains {
	"path": _unavailable.path,
	"message": $"a rollout may take {_share} % of the pods away at once; let at most {_parameters.maxUnavailable} % be away",
	"fix": _fix(array.concat(
		[{"op": "add", "path": _unavailable.path, "value": 0}],
		[{"op": "add", "path": _surge.path, "value": 1} | _none(_surge)],
	)),
} if {
	attribute.is(_type, "RollingUpdate")
	_share > _parameters.maxUnavailable
}

_fix(patch) := object.union({"description": "take no pod away before its successor is ready"}, _how(patch))

_how(patch) := {"offer": _block} if {
	input.resource.source == "terraform"
} else := {"patch": patch}

_block := concat("\n", [
	"strategy {",
	`  type = "RollingUpdate"`,
	"  rolling_update {",
	`    max_unavailable = "0"`,
	`    max_surge       = "1"`,
	"  }",
	"}",
])

unknowns contains attribute.unknown(_type, "how a release replaces the pods")

unknowns contains attribute.unknown(_unavailable, "how many pods a rollout takes away") if {
	attribute.is(_type, "RollingUpdate")
}

# A percentage is rounded down, and one pod goes where otherwise none could go or come.
_share := _percent(_unavailable) if {
	not attribute.number(_replicas)
} else := (pods * 100) / attribute.number(_replicas) if {
	pods := _away
}

_away := 1 if {
	_pods == 0
	_none(_surge)
} else := _pods

_pods := attribute.number(_unavailable)

_pods := floor((attribute.number(_replicas) * _percent(_unavailable)) / 100)

_percent(answer) := to_number(trim_suffix(answer.value, "%")) if regex.match(`^[0-9]+%$`, answer.value)

_none(answer) if attribute.number(answer) == 0

_none(answer) if _percent(answer) == 0
