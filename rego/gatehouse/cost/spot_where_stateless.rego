# METADATA
# title: What can be replaced runs on spot capacity outside production
# description: >-
#   Spot capacity costs 60 to 90 percent less and may be taken back with two minutes' notice. Groups and node pools replace what is
#   taken by themselves, and outside production nobody is hurt meanwhile; it also shows early what does not survive a lost node.
# related_resources:
#   - ref: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
#   - ref: https://cloud.google.com/kubernetes-engine/docs/concepts/spot-vms
#   - ref: https://learn.microsoft.com/en-us/azure/aks/spot-node-pool
#   - ref: https://karpenter.sh/docs/concepts/nodepools/
# custom:
#   id: spot-where-stateless
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   kinds:
#     - aws_autoscaling_group
#     - aws_eks_node_group
#     - google_container_node_pool
#     - azurerm_kubernetes_cluster_node_pool
#     - azurerm_linux_virtual_machine_scale_set
#     - azurerm_windows_virtual_machine_scale_set
#     - karpenter.sh/*/NodePool
#   siblings: [aws_launch_template]
#   remediation: >-
#     Auto Scaling: a `mixed_instances_policy` whose `instances_distribution` has `on_demand_percentage_above_base_capacity = 0`. EKS:
#     `capacity_type = "SPOT"`. GKE: `spot = true` in `node_config`. Azure: `priority = "Spot"` and `eviction_policy = "Delete"`.
#     Karpenter: a requirement `{key: karpenter.sh/capacity-type, operator: In, values: [spot, on-demand]}`. What keeps state on its
#     nodes says so by the label or tag `stateful: "true"`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       labels:
#         description: Labels or tags that tell the environment, in small letters; the first that is there counts. Case does not matter.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [env, environment, stage, app.kubernetes.io/environment]
#       nonProduction:
#         description: Their values that mean outside production, as globs in small letters; nothing else is judged.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [dev, dev-*, development, test, test-*, testing, qa, uat, int, integration, staging, stage, sandbox*, preview*, nonprod*, non-prod*]
package gatehouse.cost.spot_where_stateless

import data.gatehouse.lib.attribute
import data.gatehouse.lib.environment
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["spot-where-stateless"]

_type := input.resource.type

_outside := environment.outside_production(input, _parameters)

_read(keys) := attribute.read(input.resource, keys)

not_applicable if _outside == "no"

not_applicable if lower(input.resource.labels.stateful) == "true"

# Nodes for what a cluster itself needs: a system pool of Azure cannot be spot, and others say it by a taint.
not_applicable if {
	_type == "azurerm_kubernetes_cluster_node_pool"
	attribute.is(_read(["mode"]), "System")
}

not_applicable if {
	some keys in [["taint"], ["node_config", 0, "taint"], ["spec", "template", "spec", "taints"]]
	some taint in attribute.blocks(input.resource, keys)
	key := _read(array.concat(taint, ["key"])).value
	key in {"CriticalAddonsOnly", "components.gke.io/gke-managed-components"}
}

_place := {
	"aws_eks_node_group": ["capacity_type"],
	"google_container_node_pool": ["node_config", 0, "spot"],
	"azurerm_kubernetes_cluster_node_pool": ["priority"],
	"azurerm_linux_virtual_machine_scale_set": ["priority"],
	"azurerm_windows_virtual_machine_scale_set": ["priority"],
}

_answers contains _read(_place[_type])

_answers contains _read(["node_config", 0, "preemptible"]) if _type == "google_container_node_pool"

_distribution := ["mixed_instances_policy", 0, "instances_distribution", 0]

_share := _read(array.concat(_distribution, ["on_demand_percentage_above_base_capacity"]))

_answers contains _share if _type == "aws_autoscaling_group"

# A group takes the template that it names, and that may ask for spot capacity itself.
_templates := [template |
	some template in input.context.siblings["spot-where-stateless"].resources
	some key in ["id", "name"]
	siblings.names(input.resource, ["launch_template", 0, key], template) == "yes"
]

_answers contains attribute.read(template, ["instance_market_options", 0, "market_type"]) if some template in _templates

_template_elsewhere if {
	count(attribute.blocks(input.resource, ["launch_template"])) > 0
	count(_templates) == 0
}

_requirements := ["spec", "template", "spec", "requirements"]

_karpenter if endswith(_type, "/NodePool")

_kept if {
	some answer in _answers
	some right in ["SPOT", "Spot", "spot", true]
	attribute.is(answer, right)
}

_kept if {
	_type == "aws_autoscaling_group"
	attribute.number(_share) < 100
}

_kept if {
	_karpenter
	some keys in attribute.blocks(input.resource, _requirements)
	attribute.is(_read(array.concat(keys, ["key"])), "karpenter.sh/capacity-type")
	_allows_spot(_read(array.concat(keys, ["operator"])).value, object.get(_read(array.concat(keys, ["values"])), "value", []))
}

_allows_spot("In", values) if "spot" in values

_allows_spot("NotIn", values) if not "spot" in values

_allows_spot("Exists", _)

_open if {
	some answer in _answers
	attribute.undecided(answer)
}

_open if {
	_type == "aws_autoscaling_group"
	_template_elsewhere
}

_path := "/spec/template/spec/requirements" if _karpenter

else := attribute.read(input.resource, _distribution).path if _type == "aws_autoscaling_group"

else := _read(_place[_type]).path

violations contains {
	"path": _path,
	"message": "it runs on demand outside production, where spot capacity does; let it take spot capacity, or label it stateful",
} if {
	_outside == "yes"
	not _kept
	not _open
}

unknowns contains {"path": _path, "message": "whether it takes spot capacity is not known here"} if {
	_outside == "yes"
	not _kept
	_open
}

unknowns contains environment.unknown if {
	_outside == "unknown"
	not _kept
}
