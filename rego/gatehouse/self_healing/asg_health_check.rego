# METADATA
# title: A group behind a load balancer replaces what the load balancer finds unhealthy
# description: >-
#   By default a group only asks whether the machine runs: an Auto Scaling group, a managed instance group and a scale set alike. An
#   instance whose application hangs is then taken out of the load balancer and never replaced, until somebody looks. With the ELB health
#   check, autohealing or automatic repairs the group replaces it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html
#   - ref: https://cloud.google.com/compute/docs/instance-groups/autohealing-instances-in-migs
#   - ref: https://learn.microsoft.com/en-us/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-instance-repairs
# custom:
#   id: asg-health-check
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_autoscaling_group
#     - google_compute_instance_group_manager
#     - google_compute_region_instance_group_manager
#     - azurerm_linux_virtual_machine_scale_set
#     - azurerm_windows_virtual_machine_scale_set
#     - azurerm_orchestrated_virtual_machine_scale_set
#   siblings:
#     - aws_autoscaling_attachment
#     - aws_autoscaling_traffic_source_attachment
#     - google_compute_backend_service
#     - google_compute_region_backend_service
#   controls:
#     fsbp: [AutoScaling.1]
#   remediation: >-
#     AWS: set `health_check_type = "ELB"`, and `health_check_grace_period` to the time that an instance needs to start. Google Cloud: add
#     `auto_healing_policies` with a `health_check` and an `initial_delay_sec` of that time. Azure: add `automatic_instance_repair { enabled
#     = true }`, with a `health_probe_id` or the Application Health extension.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.self_healing.asg_health_check

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["asg-health-check"]

_cloud := split(input.resource.type, "_")[0]

_read(keys) := attribute.read(input.resource, keys)

# What says that the group replaces an instance: which values do, and what to write where they are not there. Without it each platform
# asks only whether the machine runs.
_healing := {
	"aws": {"answer": attribute.read_or(input.resource, ["health_check_type"], "EC2"), "advice": "set health_check_type = \"ELB\""},
	"google": {"answer": _autohealing, "advice": "add auto_healing_policies with a health_check"},
	"azurerm": {
		"answer": attribute.read_or(input.resource, ["automatic_instance_repair", 0, "enabled"], false),
		"advice": "add automatic_instance_repair with enabled = true",
	},
}[_cloud]

_answer := _healing.answer

_checked if {
	_cloud == "aws"
	some type in split(upper(_answer.value), ",")
	trim_space(type) in {"ELB", "VPC_LATTICE"}
}

_checked if {
	_cloud == "google"
	attribute.is_set(_answer)
	not attribute.is(_answer, "DO_NOTHING")
	not attribute.undecided(_read(["auto_healing_policies"]))
}

_checked if {
	_cloud == "azurerm"
	attribute.is(_answer, true)
}

# A policy that is there can still be told to repair nothing.
_autohealing := answer if {
	answer := _read(["instance_lifecycle_policy", 0, "on_failed_health_check"])
	attribute.is(answer, "DO_NOTHING")
} else := answer if {
	answer := _read(["instance_lifecycle_policy", 0, "default_action_on_failure"])
	attribute.is(answer, "DO_NOTHING")
	not attribute.is(_read(["instance_lifecycle_policy", 0, "on_failed_health_check"]), "REPAIR")
} else := answer if {
	answer := _read(["auto_healing_policies"])
	attribute.undecided(answer)
} else := _read(["auto_healing_policies", 0, "health_check"])

# Where a group says itself that it is behind a load balancer.
_own contains _read([field]) if some field in ["load_balancers", "target_group_arns", "traffic_source", "target_pools"]

_own contains _read(array.concat(address, [field])) if {
	some network in attribute.blocks(input.resource, ["network_interface"])
	some address in attribute.blocks(input.resource, array.concat(network, ["ip_configuration"]))
	some field in ["load_balancer_backend_address_pool_ids", "application_gateway_backend_address_pool_ids"]
}

_behind if {
	some answer in _own
	_names_something(answer)
}

_names_something(answer) if count(answer.value) > 0

_names_something(answer) if attribute.undecided(answer)

_behind if "yes" in _named

# What others say of it: attachments in AWS, the backends of a backend service in Google Cloud.
_named contains siblings.names(other, ["autoscaling_group_name"], input.resource) if {
	_cloud == "aws"
	some other in _around.resources
}

_named contains siblings.names(other, group, input.resource) if {
	_cloud == "google"
	some other in _around.resources
	some backend in attribute.blocks(other, ["backend"])
	group := array.concat(backend, ["group"])
	not _endpoints(attribute.read(other, group))
}

# Endpoints are not machines of a group.
_endpoints(answer) if {
	some reference in answer.references
	endswith(reference.type, "network_endpoint_group")
}

_named contains "unknown" if {
	_cloud == "google"
	some other in _around.resources
	attribute.undecided(attribute.read(other, ["backend"]))
}

not_applicable if {
	not _behind
	_seen
}

# A scale set says all of it itself.
_seen if _cloud == "azurerm"

_seen if {
	_around.known
	not "unknown" in _named
}

violations contains {
	"path": _answer.path,
	"message": $"the group is behind a load balancer and replaces nothing that it finds unhealthy; {_healing.advice}",
} if {
	_behind
	not attribute.undecided(_answer)
	not _checked
}

unknowns contains attribute.unknown(_answer, "whether the load balancer's health check counts") if {
	_behind
	not _checked
}

unknowns contains {
	"path": _answer.path,
	"message": "whether a load balancer is attached to the group is not known here",
} if {
	not _behind
	not not_applicable
	not _checked
}
