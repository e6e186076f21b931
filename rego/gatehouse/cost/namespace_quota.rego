# METADATA
# title: A namespace has a quota of processors and memory
# description: >-
#   In a cluster that grows by itself whoever asks for more gets more, and the bill goes to all. A quota is the budget of a namespace:
#   it ends the spend before it happens, and a replica count with one zero too many stays a mistake of one team.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
# custom:
#   id: namespace-quota
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds: [v1/Namespace, kubernetes_namespace, kubernetes_namespace_v1]
#   siblings: [v1/ResourceQuota, kubernetes_resource_quota, kubernetes_resource_quota_v1]
#   remediation: >-
#     Put into the namespace `{apiVersion: v1, kind: ResourceQuota, metadata: {name: quota}, spec: {hard: {requests.cpu: "8",
#     requests.memory: 16Gi, limits.memory: 16Gi}}}`, beside a LimitRange with defaults: a quota refuses pods that ask for nothing.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exempt:
#         description: Namespaces that need none, as globs.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [default, kube-*]
package gatehouse.cost.namespace_quota

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["namespace-quota"]

_around := input.context.siblings["namespace-quota"]

not_applicable if glob.any_match(_parameters.exempt, input.resource.name)

_quotas := [quota | some quota in _around.resources; _inside(quota) == "yes"]

_inside(quota) := "yes" if {
	object.get(quota, "namespace", "default") == input.resource.name
} else := siblings.names(quota, ["metadata", 0, "namespace"], input.resource)

_hard(quota) := attribute.read(quota, ["spec", "hard"]) if endswith(quota.type, "/ResourceQuota")

else := attribute.read(quota, ["spec", 0, "hard"])

_bounded contains bounded if {
	some quota in _quotas
	some name, _ in _hard(quota).value
	bounded := trim_prefix(trim_prefix(name, "requests."), "limits.")
}

_missing := [name | some name in ["cpu", "memory"]; not name in _bounded]

_open if not _around.known

_open if {
	some quota in _around.resources
	_inside(quota) == "unknown"
}

_open if {
	some quota in _quotas
	attribute.undecided(_hard(quota))
}

violations contains {
	"path": "",
	"message": $"nothing bounds the {concat(" and ", _missing)} of this namespace; add a ResourceQuota",
} if {
	count(_missing) > 0
	not _open
}

unknowns contains {
	"path": "",
	"message": $"whether a ResourceQuota bounds the {concat(" and ", _missing)} of this namespace is not known here",
} if {
	count(_missing) > 0
	_open
}
