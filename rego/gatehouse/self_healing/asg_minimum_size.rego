# METADATA
# title: An Auto Scaling group keeps two instances, and may use several zones
# description: >-
#   A group that may shrink to one instance is an outage whenever that one is replaced, and a group in one subnet is gone
#   with its zone. Auto Scaling balances over the zones of its subnets by itself, once it is given more than one.
# related_resources:
#   - ref: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html
# custom:
#   id: asg-minimum-size
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_autoscaling_group]
#   controls:
#     fsbp: [AutoScaling.2]
#   remediation: >-
#     Set `min_size = 2`, and name at least two subnets of different zones in `vpc_zone_identifier`. A group that scales to
#     zero on purpose (a queue's workers) is judged as it is: exempt it, or set `acceptZero`.
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

_parameters := data.config.parameters["asg-minimum-size"]

_min := attribute.read(input.resource, ["min_size"])

_subnets := attribute.read(input.resource, ["vpc_zone_identifier"])

_zones := attribute.read(input.resource, ["availability_zones"])

# A group that may be empty promises nothing.
not_applicable if {
	_parameters.acceptZero
	attribute.is(_min, 0)
}

violations contains {
	"path": _min.path,
	"message": $"the group may shrink to {attribute.number(_min)} instances; set min_size = {_parameters.minSize}",
} if {
	attribute.number(_min) < _parameters.minSize
}

# Subnets decide; zones are what a state has beside them, and what a group without subnets is given.
_places := _subnets if {
	attribute.is_set(_subnets)
	not attribute.is(_subnets, [])
}

else := _zones

violations contains {
	"path": _places.path,
	"message": $"the group starts instances in {count(_places.value)} of the {_parameters.minZones} subnets or zones asked for",
} if {
	count(_places.value) > 0
	count(_places.value) < _parameters.minZones
}

unknowns contains attribute.unknown(_min, "how many instances the group keeps")

unknowns contains attribute.unknown(_places, "in how many zones the group starts instances")
