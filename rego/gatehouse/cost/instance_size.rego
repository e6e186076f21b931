# METADATA
# title: Machines outside production are small
# description: >-
#   What is tested is whether it works, which a small machine answers as well. A copy of production's sizes for each developer and
#   each branch is the spend that grows fastest and is looked at least.
# related_resources:
#   - ref: https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/select-the-correct-resource-type-size-and-number.html
# custom:
#   id: instance-size
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - aws_instance
#     - aws_launch_template
#     - aws_launch_configuration
#     - aws_autoscaling_group
#     - aws_eks_node_group
#     - aws_db_instance
#     - aws_rds_cluster_instance
#     - aws_elasticache_cluster
#     - aws_elasticache_replication_group
#     - aws_opensearch_domain
#     - google_compute_instance
#     - google_compute_instance_template
#     - google_container_node_pool
#     - azurerm_linux_virtual_machine
#     - azurerm_windows_virtual_machine
#     - azurerm_linux_virtual_machine_scale_set
#     - azurerm_windows_virtual_machine_scale_set
#     - azurerm_kubernetes_cluster
#     - azurerm_kubernetes_cluster_node_pool
#   remediation: >-
#     Write a smaller size of the same family: `m6i.4xlarge` has 16 processors, `m6i.xlarge` has 4. A test of load that needs the real
#     size for a day is what a waiver with an expiry is for.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxProcessors:
#         description: The most processors (vCPU) that a machine outside production may have.
#         type: integer
#         minimum: 1
#         default: 8
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
package gatehouse.cost.instance_size

import data.gatehouse.lib.attribute
import data.gatehouse.lib.environment
import data.gatehouse.lib.machine

_parameters := data.config.parameters["instance-size"]

_outside := environment.outside_production(input, _parameters)

not_applicable if _outside == "no"

violations contains {"path": answer.path, "message": message} if {
	_outside == "yes"
	some answer in machine.types(input.resource)
	processors := machine.cpus(machine.name(answer.value))
	processors > _parameters.maxProcessors
	message := $"{answer.value} has {processors} processors, more than {_parameters.maxProcessors} outside production"
}

unknowns contains attribute.unknown(answer, "the size of the machine") if {
	_outside == "yes"
	some answer in machine.types(input.resource)
}

unknowns contains environment.unknown if {
	_outside == "unknown"
	some answer in machine.types(input.resource)
	machine.cpus(machine.name(answer.value)) > _parameters.maxProcessors
}
