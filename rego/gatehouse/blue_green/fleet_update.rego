# METADATA
# title: An update of a group of machines leaves most of them serving
# description: >-
#   A group that replaces its machines for a new image takes as many out at once as it is allowed to. The limit is easily all of them: a
#   percentage of 100, a fixed number as large as the group, or the automatic mode of a scale set, which promises no order at all.
# related_resources:
#   - ref: https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html
#   - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
#   - ref: https://cloud.google.com/compute/docs/instance-groups/rolling-out-updates-to-managed-instance-groups#max_unavailable
#   - ref: https://learn.microsoft.com/en-us/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-upgrade-policy
# custom:
#   id: fleet-update
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down.
#   severity: high
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - aws_autoscaling_group
#     - google_compute_instance_group_manager
#     - google_compute_region_instance_group_manager
#     - azurerm_linux_virtual_machine_scale_set
#     - azurerm_windows_virtual_machine_scale_set
#     - azurerm_orchestrated_virtual_machine_scale_set
#   siblings: [google_compute_autoscaler, google_compute_region_autoscaler]
#   remediation: >-
#     AWS: `min_healthy_percentage = 90` under `preferences` of `instance_refresh`; in a template `MinInstancesInService` of
#     `AutoScalingRollingUpdate`, with a greater `MaxSize`. Google Cloud: in `update_policy` set
#     `max_unavailable_fixed = 0` and `max_surge_fixed` to 1 or, in a region, to the number of its zones. Azure: `upgrade_mode = "Rolling"`
#     and a `rolling_upgrade_policy` with `max_batch_instance_percent = 20`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minHealthyPercent:
#         description: How many of the machines must serve during an update, in percent.
#         type: integer
#         minimum: 1
#         maximum: 100
#         default: 50
package gatehouse.blue_green.fleet_update

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_least := data.config.parameters["fleet-update"].minHealthyPercent

_around := input.context.siblings["fleet-update"]

_read(keys) := attribute.read(input.resource, keys)

_cloud := split(input.resource.type, "_")[0]

# AWS: an instance refresh, or CloudFormation's own update, where there is one.
_refresh := ["instance_refresh", 0]

not_applicable if {
	_cloud == "aws"
	attribute.unset(_read(_refresh))
	not attribute.undecided(_read(["instance_refresh"]))
	attribute.unset(_read(_rolling))
	not attribute.undecided(_read(["update_policy"]))
}

_healthy := attribute.read_or(input.resource, array.concat(_refresh, ["preferences", 0, "min_healthy_percentage"]), 90)

violations contains {
	"path": _healthy.path,
	"message": $"an update may leave {attribute.number(_healthy)} % of the machines; set min_healthy_percentage to {_least} or more",
} if {
	_cloud == "aws"
	attribute.number(_healthy) < _least
}

unknowns contains attribute.unknown(_healthy, "how many machines serve during an update") if _cloud == "aws"

# `UpdatePolicy` of a template, which no resource of Terraform has.
_rolling := ["update_policy", 0, "auto_scaling_rolling_update", 0]

_taken := attribute.read_or(input.resource, array.concat(_rolling, ["max_batch_size"]), 1)

_kept := attribute.read_or(input.resource, array.concat(_rolling, ["min_instances_in_service"]), 0)

_desired := _read(["desired_capacity"])

_machines := _desired if {
	attribute.is_set(_desired)
} else := _read(["min_size"])

_replaces := _read(["update_policy", 0, "auto_scaling_replacing_update", 0, "will_replace"])

_rolls if {
	attribute.is_set(_read(_rolling))
	not attribute.undecided(_read(_rolling))
	not attribute.is(_replaces, true)
}

violations contains {"path": _kept.path, "message": message} if {
	_rolls
	not attribute.undecided(_replaces)
	all := attribute.number(_machines)
	all > 0
	max([attribute.number(_kept), all - attribute.number(_taken)]) * 100 < all * _least
	message := concat("", [
		$"an update may take {attribute.number(_taken)} of {all} machines at once",
		$"; set min_instances_in_service to {ceil((all * _least) / 100)} or more",
	])
}

unknowns contains attribute.unknown(answer, "how many machines serve during an update") if {
	_rolls
	some answer in [_taken, _kept, _machines, _replaces]
}

unknowns contains attribute.unknown(_read(_rolling), "how many machines serve during an update") if _cloud == "aws"

# Google Cloud: a policy that acts by itself. Without one the group updates when somebody does it.
_policy(key) := _read(["update_policy", 0, key])

not_applicable if {
	_cloud == "google"
	attribute.unset(_policy("type"))
	not attribute.undecided(_read(["update_policy"]))
}

not_applicable if {
	_cloud == "google"
	attribute.is(_policy("type"), "OPPORTUNISTIC")
}

_percent := _policy("max_unavailable_percent")

_fixed := _policy("max_unavailable_fixed")

violations contains {
	"path": _percent.path,
	"message": $"an update may take {attribute.number(_percent)} % of the machines at once; set max_unavailable_percent to {100 - _least} or less",
} if {
	_cloud == "google"
	attribute.number(_percent) > 100 - _least
}

_target := _read(["target_size"])

# How many machines there are at least: a number of the group, or what its autoscaler keeps.
_size := attribute.number(_target) if {
	attribute.is_set(_target)
} else := min([attribute.number(attribute.read(scaler, ["autoscaling_policy", 0, "min_replicas"])) |
	some scaler in siblings.naming(_around.resources, ["target"], input.resource)
])

violations contains {
	"path": _fixed.path,
	"message": concat("", [
		$"an update may take {attribute.number(_fixed)} of {_size} machines at once",
		"; set max_unavailable_fixed = 0 and let max_surge_fixed add what replaces them",
	]),
} if {
	_cloud == "google"
	_size > 0
	attribute.number(_fixed) * 100 > _size * (100 - _least)
}

unknowns contains attribute.unknown(_policy(key), "how many machines serve during an update") if {
	_cloud == "google"
	some key in ["type", "max_unavailable_percent", "max_unavailable_fixed"]
}

# Azure: batches, or whatever the platform chooses.
_mode := attribute.read_or(input.resource, ["upgrade_mode"], "Manual")

_batch := _read(["rolling_upgrade_policy", 0, "max_batch_instance_percent"])

not_applicable if {
	_cloud == "azurerm"
	attribute.is(_mode, "Manual")
}

# The nodes of Service Fabric have no other mode, and know themselves what may go.
not_applicable if {
	some extension in attribute.blocks(input.resource, ["extension"])
	attribute.is(_read(array.concat(extension, ["publisher"])), "Microsoft.Azure.ServiceFabric")
}

violations contains {
	"path": _mode.path,
	"message": "an update may take all machines at once; set upgrade_mode = \"Rolling\" with a rolling_upgrade_policy",
} if {
	_cloud == "azurerm"
	attribute.is(_mode, "Automatic")
}

violations contains {
	"path": _batch.path,
	"message": $"an update takes {attribute.number(_batch)} % of the machines at once; set max_batch_instance_percent to {100 - _least} or less",
} if {
	_cloud == "azurerm"
	attribute.is(_mode, "Rolling")
	attribute.number(_batch) > 100 - _least
	not attribute.is(_surge, true)
	not attribute.undecided(_surge)
}

# The new machines are there before the old ones go.
_surge := _read(["rolling_upgrade_policy", 0, "maximum_surge_instances_enabled"])

unknowns contains attribute.unknown(answer, "how many machines serve during an update") if {
	_cloud == "azurerm"
	some answer in [_mode, _batch]
}
