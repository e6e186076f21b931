# METADATA
# title: A group of machines keeps two instances, and may use several zones
# description: >-
#   A group that may shrink to one instance is an outage whenever that one is replaced, and a group in one subnet or zone is gone
#   with it. Each platform balances over zones by itself, once it is given more than one.
# related_resources:
#   - ref: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html
#   - ref: https://cloud.google.com/compute/docs/instance-groups/regional-migs
#   - ref: https://learn.microsoft.com/en-us/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-use-availability-zones
# custom:
#   id: asg-minimum-size
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - aws_autoscaling_group
#     - google_compute_autoscaler
#     - google_compute_region_autoscaler
#     - google_compute_instance_group_manager
#     - google_compute_region_instance_group_manager
#     - azurerm_linux_virtual_machine_scale_set
#     - azurerm_windows_virtual_machine_scale_set
#     - azurerm_orchestrated_virtual_machine_scale_set
#     - azurerm_monitor_autoscale_setting
#   siblings:
#     - google_compute_autoscaler
#     - google_compute_region_autoscaler
#     - google_compute_instance_group_manager
#     - azurerm_monitor_autoscale_setting
#   controls:
#     fsbp: [AutoScaling.2]
#   remediation: >-
#     AWS: set `min_size = 2`, and name at least two subnets of different zones in `vpc_zone_identifier`. Google Cloud: `min_replicas = 2`
#     (`target_size = 2` without an autoscaler), in a `google_compute_region_instance_group_manager`. Azure: `minimum = 2` in each `capacity`
#     (`instances = 2` without autoscaling), and `zones = ["1", "2", "3"]`. A group that scales to zero on purpose (a queue's workers) is
#     passed over, unless `acceptZero` is off.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minSize:
#         description: The fewest instances that a group may have.
#         type: integer
#         minimum: 1
#         default: 2
#       minZones:
#         description: In how many subnets, or zones, a group must be allowed to start instances.
#         type: integer
#         minimum: 1
#         default: 2
#       acceptZero:
#         description: Accept groups that scale to zero, which are meant to be off at times.
#         type: boolean
#         default: true
package gatehouse.self_healing.asg_minimum_size

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["asg-minimum-size"]

_around := input.context.siblings["asg-minimum-size"]

_type := input.resource.type

_read(keys) := attribute.read(input.resource, keys)

# The fewest instances, where the resource says it: the answer, and the attribute to set.
_sizes contains {"answer": _read(["min_size"]), "name": "min_size"} if _type == "aws_autoscaling_group"

_sizes contains {"answer": _read(["autoscaling_policy", 0, "min_replicas"]), "name": "min_replicas"} if _scaler

_sizes contains {"answer": _read(["target_size"]), "name": "target_size"} if {
	endswith(_type, "_instance_group_manager")
	not _scaled
}

_sizes contains {"answer": _read(["instances"]), "name": "instances"} if {
	endswith(_type, "_virtual_machine_scale_set")
	not _scaled
}

_sizes contains {"answer": _read(array.concat(profile, ["capacity", 0, "minimum"])), "name": "minimum"} if {
	_of_machines
	some profile in attribute.blocks(input.resource, ["profile"])
}

_scaler if endswith(_type, "_autoscaler")

# What scales it says how many it keeps, and is judged itself.
_scaled if {
	some [type, keys] in [["_autoscaler", ["target"]], ["_autoscale_setting", ["target_resource_id"]]]
	some other in _around.resources
	endswith(other.type, type)
	siblings.names(other, keys, input.resource) != "no"
}

# An autoscale setting may be of other things than machines, which count differently.
_target := _read(["target_resource_id"])

_of_machines if contains(lower(_target.value), "/virtualmachinescalesets/")

_of_machines if {
	some reference in _target.references
	endswith(reference.type, "_virtual_machine_scale_set")
}

not_applicable if {
	_type == "azurerm_monitor_autoscale_setting"
	not _of_machines
}

# What is switched off scales nothing.
not_applicable if {
	_type == "azurerm_monitor_autoscale_setting"
	attribute.is(_read(["enabled"]), false)
}

not_applicable if {
	_scaler
	attribute.is(_read(["autoscaling_policy", 0, "mode"]), "OFF")
}

# A group that may be empty promises nothing.
not_applicable if {
	_parameters.acceptZero
	count(_sizes) > 0
	every size in _sizes {
		attribute.is(size.answer, 0)
	}
}

violations contains {
	"path": size.answer.path,
	"message": $"the group may shrink to {attribute.number(size.answer)} instances; set {size.name} = {_parameters.minSize}",
} if {
	some size in _sizes
	attribute.number(size.answer) < _parameters.minSize
	not _accepted(size.answer)
}

_accepted(answer) if {
	_parameters.acceptZero
	attribute.is(answer, 0)
}

_subnets := _read(["vpc_zone_identifier"])

# Subnets decide; zones are what a state has beside them, and what a group without subnets is given.
_places := _subnets if {
	_type == "aws_autoscaling_group"
	attribute.is_set(_subnets)
	not attribute.is(_subnets, [])
} else := _read(["availability_zones"]) if {
	_type == "aws_autoscaling_group"
} else := _read(["distribution_policy_zones"]) if {
	_type == "google_compute_region_instance_group_manager"
} else := _read(["zones"]) if {
	endswith(_type, "_virtual_machine_scale_set")
}

violations contains {
	"path": _places.path,
	"message": $"the group starts instances in {count(_places.value)} of the {_parameters.minZones} subnets or zones asked for",
} if {
	count(_places.value) > 0
	count(_places.value) < _parameters.minZones
}

# A group of one zone is enough where another one is in another zone.
violations contains {
	"path": "/zone",
	"message": "the group is in one zone; use a google_compute_region_instance_group_manager",
} if {
	_type == "google_compute_instance_group_manager"
	_parameters.minZones > 1
	_around.known
	not _beside
	not attribute.is_set(_read(["stateful_disk", 0]))
}

_beside if {
	some other in _around.resources
	other.type == _type
	not _together(attribute.read(other, ["zone"]), _read(["zone"]))
}

# Zones that are not known may be two.
_together(one, another) if {
	one.state != "unknown"
	another.state != "unknown"
	object.get(one, "value", null) == object.get(another, "value", null)
}

# Without zones a scale set is wherever its region has room. Not every region has zones; these have.
_zoned := {
	"australiaeast", "brazilsouth", "canadacentral", "centralindia", "centralus", "eastasia", "eastus", "eastus2", "francecentral",
	"germanywestcentral", "israelcentral", "italynorth", "japaneast", "koreacentral", "northeurope", "norwayeast", "polandcentral",
	"qatarcentral", "southafricanorth", "southcentralus", "southeastasia", "spaincentral", "swedencentral", "switzerlandnorth", "uaenorth",
	"uksouth", "westeurope", "westus2", "westus3",
}

violations contains {"path": _places.path, "message": "the scale set is in no zone; set zones = [\"1\", \"2\", \"3\"]"} if {
	endswith(_type, "_virtual_machine_scale_set")
	input.resource.region in _zoned
	_parameters.minZones > 1
	_nowhere
	attribute.unset(_read(["edge_zone"]))
}

_nowhere if attribute.unset(_places)

_nowhere if attribute.is(_places, [])

unknowns contains attribute.unknown(size.answer, "how many instances the group keeps") if some size in _sizes

unknowns contains attribute.unknown(_places, "in how many zones the group starts instances")
