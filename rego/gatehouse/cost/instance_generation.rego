# METADATA
# title: Machines are of a current generation
# description: >-
#   A machine of the next generation does the same work for less: the vendors price it so that their customers move. The old types are
#   slower, cost more for each unit of work, and are withdrawn one region after the other.
# related_resources:
#   - ref: https://aws.amazon.com/ec2/previous-generation/
#   - ref: https://cloud.google.com/compute/docs/machine-resource
#   - ref: https://learn.microsoft.com/en-us/azure/virtual-machines/sizes/previous-gen-sizes-list
# custom:
#   id: instance-generation
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
#     - aws_docdb_cluster_instance
#     - aws_neptune_cluster_instance
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
#     Write a type of the family that the message names, in the same size: `t2.micro` becomes `t3.micro`, `db.m4.large` becomes
#     `db.m6i.large`. Families with a `g` behind the number (t4g, m6g) are of Arm, and cost a fifth less where the software runs on it.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       outdated:
#         description: >-
#           What to take in place of a type, by glob of its name without `db.`, `cache.` and `.search`.
#         type: object
#         additionalProperties: {type: string, minLength: 1}
#         default:
#           t1.*: t3 or t4g
#           t2.*: t3 or t4g
#           m1.*: m6i or m6g
#           m2.*: r6i or r6g
#           m3.*: m6i or m6g
#           m4.*: m6i or m6g
#           c1.*: c6i or c6g
#           c3.*: c6i or c6g
#           c4.*: c6i or c6g
#           r3.*: r6i or r6g
#           r4.*: r6i or r6g
#           i2.*: i4i
#           n1-*: n2d or e2
#           f1-micro: e2-micro
#           g1-small: e2-small
#           Basic_A*: Bsv2 or Dasv5
#           Standard_A*: Bsv2 or Dasv5
#           Standard_D?: Ddsv5 or Dasv5
#           Standard_D??: Ddsv5 or Dasv5
#           Standard_DS?: Ddsv5 or Dasv5
#           Standard_DS??: Ddsv5 or Dasv5
#           Standard_D?_v2: Ddsv5 or Dasv5
#           Standard_D??_v2: Ddsv5 or Dasv5
#           Standard_DS?_v2: Ddsv5 or Dasv5
#           Standard_DS??_v2: Ddsv5 or Dasv5
package gatehouse.cost.instance_generation

import data.gatehouse.lib.attribute
import data.gatehouse.lib.findings
import data.gatehouse.lib.glob
import data.gatehouse.lib.machine

_parameters := data.config.parameters["instance-generation"]

# Google attaches most of its accelerators to machines of the first generation only.
not_applicable if {
	some keys in [["guest_accelerator"], ["node_config", 0, "guest_accelerator"]]
	count(attribute.blocks(input.resource, keys)) > 0
}

_outdated contains {"path": answer.path, "message": $"{answer.value} is of an earlier generation; take {successor}"} if {
	some answer in machine.types(input.resource)
	some pattern, successor in _parameters.outdated
	glob.matches(pattern, machine.name(answer.value))
}

violations := findings.by_path(_outdated)

unknowns contains attribute.unknown(answer, "the type of machine") if some answer in machine.types(input.resource)
