# METADATA
# title: Replicas are spread over zones
# description: >-
#   Replicas that happen to share a zone are gone with it, and nothing is left to heal from until they are scheduled and
#   started elsewhere. A spread over `topology.kubernetes.io/zone` keeps some of them where the zone is not.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
# custom:
#   id: zone-spread
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: warn
#   kinds:
#     - apps/*/Deployment
#     - apps/*/StatefulSet
#     - argoproj.io/*/Rollout
#     - kubernetes_deployment
#     - kubernetes_deployment_v1
#     - kubernetes_stateful_set
#     - kubernetes_stateful_set_v1
#   remediation: >-
#     Add to the pod template `topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone,
#     whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: <the labels of the selector>}}]`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minReplicas:
#         description: Workloads with fewer replicas cannot be spread and are left alone.
#         type: integer
#         minimum: 2
#         default: 2
#       topologyKeys:
#         description: The node labels that count as zones.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         default: [topology.kubernetes.io/zone]
package gatehouse.self_healing.zone_spread

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["zone-spread"]

_fields := {
	"replicas": ["spec", 0, "replicas"],
	"pod": ["spec", 0, "template", 0, "spec", 0],
	"constraints": ["topology_spread_constraint"],
	"affinity": ["affinity", 0, "pod_anti_affinity"],
	"key": "topology_key",
} if {
	input.resource.source == "terraform"
} else := {
	"replicas": ["spec", "replicas"],
	"pod": ["spec", "template", "spec"],
	"constraints": ["topologySpreadConstraints"],
	"affinity": ["affinity", "podAntiAffinity"],
	"key": "topologyKey",
}

_replicas := attribute.read_or(input.resource, _fields.replicas, 1)

not_applicable if attribute.number(_replicas) < _parameters.minReplicas

_constraints := attribute.read(input.resource, array.concat(_fields.pod, _fields.constraints))

_affinity := attribute.read(input.resource, array.concat(_fields.pod, _fields.affinity))

# Wherever it stands in it: required, or preferred and weighted.
_spread if {
	some answer in [_constraints, _affinity]
	some key
	walk(answer.value, [path, key])
	path[count(path) - 1] == _fields.key
	key in _parameters.topologyKeys
}

_open contains unknown if {
	some answer in [_constraints, _affinity]
	unknown := attribute.unknown(answer, "whether the replicas are spread over zones")
}

# A key inside of a block that is known.
_open contains {"path": place, "message": "whether the replicas are spread over zones is known only after apply"} if {
	some answer in [_constraints, _affinity]
	some place, _ in input.resource.unknown
	startswith(place, $"{answer.path}/")
	endswith(place, $"/{_fields.key}")
}

violations contains {
	"path": _constraints.path,
	"message": $"nothing keeps the {attribute.number(_replicas)} replicas from sharing a zone; add a topologySpreadConstraint",
} if {
	attribute.number(_replicas) >= _parameters.minReplicas
	not _spread
	count(_open) == 0
}

unknowns contains unknown if {
	not _spread
	some unknown in _open
}

unknowns contains attribute.unknown(_replicas, "how many replicas there are to spread") if not _spread
