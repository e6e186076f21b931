# METADATA
# description: Types of machines, where each kind of resource keeps them, and how many processors they have.
package gatehouse.lib.machine

import data.gatehouse.lib.attribute

_places := {
	"aws_instance": [["instance_type"]],
	"aws_launch_template": [["instance_type"]],
	"aws_launch_configuration": [["instance_type"]],
	"aws_db_instance": [["instance_class"]],
	"aws_rds_cluster_instance": [["instance_class"]],
	"aws_docdb_cluster_instance": [["instance_class"]],
	"aws_neptune_cluster_instance": [["instance_class"]],
	"aws_elasticache_cluster": [["node_type"]],
	"aws_elasticache_replication_group": [["node_type"]],
	"aws_opensearch_domain": [["cluster_config", 0, "instance_type"], ["cluster_config", 0, "dedicated_master_type"]],
	"google_compute_instance": [["machine_type"]],
	"google_compute_instance_template": [["machine_type"]],
	"google_container_node_pool": [["node_config", 0, "machine_type"]],
	"azurerm_linux_virtual_machine": [["size"]],
	"azurerm_windows_virtual_machine": [["size"]],
	"azurerm_linux_virtual_machine_scale_set": [["sku"]],
	"azurerm_windows_virtual_machine_scale_set": [["sku"]],
	"azurerm_kubernetes_cluster": [["default_node_pool", 0, "vm_size"]],
	"azurerm_kubernetes_cluster_node_pool": [["vm_size"]],
}

# METADATA
# description: The answers that name a type of machine, as `attribute.read` gives them.
types(resource) := {answer |
	some keys in _keys(resource)
	answer := attribute.read(resource, keys)
	attribute.is_set(answer)
}

_keys(resource) := _places[resource.type]

_keys(resource) := [["instance_types", index] |
	some index, _ in object.get(resource.object, "instance_types", [])
] if {
	resource.type == "aws_eks_node_group"
}

_keys(resource) := [array.concat(block, ["instance_type"]) |
	some block in attribute.blocks(resource, ["mixed_instances_policy", 0, "launch_template", 0, "override"])
] if {
	resource.type == "aws_autoscaling_group"
}

# METADATA
# description: "The name alone: `db.m4.large`, `m4.large.search` and `zones/z/machineTypes/n1-standard-4` without what is around it."
name(text) := trim_suffix(trim_suffix(trim_prefix(trim_prefix(last, "db."), "cache."), ".search"), ".elasticsearch") if {
	parts := split(text, "/")
	last := parts[count(parts) - 1]
}

# METADATA
# description: How many processors a type has, by its name. Undefined where the name does not tell.
cpus(type) := 2 if regex.match(`\.(nano|micro|small|medium|large)$`, type)

cpus(type) := 4 if endswith(type, ".xlarge")

cpus(type) := 4 * to_number(found[0][1]) if {
	found := regex.find_all_string_submatch_n(`\.(?:metal-)?([0-9]+)xl(?:arge)?$`, type, 1)
}

cpus(type) := to_number(found[0][1]) if {
	found := regex.find_all_string_submatch_n(`^[a-z][a-z0-9]*-(?:standard|highmem|highcpu|ultramem|megamem|custom)-([0-9]+)(?:-.+)?$`, type, 1)
}

# The number in Azure's older names counts something else.
cpus(type) := to_number(found[0][1]) if {
	regex.match(`_v[3-9]$|^Standard_F[0-9]+s_v2$|^Standard_B[0-9]+[a-z]*$`, type)
	found := regex.find_all_string_submatch_n(`^Standard_[A-Z]+([0-9]+)`, type, 1)
}
