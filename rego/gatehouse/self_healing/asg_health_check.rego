# METADATA
# title: A group behind a load balancer replaces what the load balancer finds unhealthy
# description: >-
#   By default an Auto Scaling group only asks whether the machine runs. An instance whose application hangs is then taken out
#   of the load balancer and never replaced, until somebody looks. With the ELB health check the group replaces it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html
# custom:
#   id: asg-health-check
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_autoscaling_group]
#   siblings: [aws_autoscaling_attachment, aws_autoscaling_traffic_source_attachment]
#   controls:
#     fsbp: [AutoScaling.1]
#   remediation: >-
#     Set `health_check_type = "ELB"`, and `health_check_grace_period` to the time that an instance needs to start.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.self_healing.asg_health_check

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["asg-health-check"]

# AWS checks the machine only, where nothing is said.
_type := attribute.read_or(input.resource, ["health_check_type"], "EC2")

# Where a group says itself that it is behind a load balancer.
_own := [attribute.read(input.resource, [field]) | some field in ["load_balancers", "target_group_arns", "traffic_source"]]

_behind if {
	some answer in _own
	_names_something(answer)
}

_behind if count(siblings.naming(_around.resources, ["autoscaling_group_name"], input.resource)) > 0

_names_something(answer) if count(answer.value) > 0

_names_something(answer) if attribute.undecided(answer)

not_applicable if {
	not _behind
	_around.known
	not siblings.may_name(_around.resources, ["autoscaling_group_name"], input.resource)
}

_checked if {
	some type in split(upper(_type.value), ",")
	trim_space(type) in {"ELB", "VPC_LATTICE"}
}

violations contains {
	"path": _type.path,
	"message": "the group is behind a load balancer and replaces nothing that it finds unhealthy; set health_check_type = \"ELB\"",
} if {
	_behind
	_type.state == "known"
	not _checked
}

unknowns contains attribute.unknown(_type, "whether the load balancer's health check counts") if _behind

unknowns contains {
	"path": _type.path,
	"message": "whether a load balancer is attached to the group is not known here",
} if {
	not _behind
	not not_applicable
	not _checked
}
