# METADATA
# title: DNS fails over by itself, to a record that exists
# description: >-
#   Route 53 leaves a primary record only when its health check says so. A primary without a health check is never left, and
#   a primary without a secondary has nowhere to go.
# related_resources:
#   - ref: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html
# custom:
#   id: failover-records
#   pack: disaster-recovery
#   default: off
#   sentence: RTO under 30 minutes.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_route53_record]
#   siblings: [aws_route53_record]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     On the record whose `failover_routing_policy` is `PRIMARY` set `health_check_id = aws_route53_health_check.<name>.id`,
#     or `evaluate_target_health = true` in its `alias`. Add a record of the same `zone_id`, `name` and `type` with
#     `failover_routing_policy { type = "SECONDARY" }` that points to the other region.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.failover_records

import data.gatehouse.lib.attribute

_around := input.context.siblings["failover-records"]

_policy := ["failover_routing_policy", 0, "type"]

# Weighted, latency and simple records promise no failover, and a secondary is where it ends.
not_applicable if not attribute.is(attribute.read(input.resource, _policy), "PRIMARY")

_check := attribute.read(input.resource, ["health_check_id"])

_target := attribute.read(input.resource, ["alias", 0, "evaluate_target_health"])

violations contains {
	"path": "/health_check_id",
	"message": "the primary record is never left: it has no health check; set health_check_id",
} if {
	attribute.unset(_check)
	not attribute.is(_target, true)
	not attribute.undecided(_target)
}

unknowns contains attribute.unknown(_target, "whether the primary record is checked") if attribute.unset(_check)

# Another zone may have the name too, as an internal one does; a zone that is not known yet may be this one.
_same_set(other) if {
	every key in ["name", "type", "zone_id"] {
		_same(attribute.read(other, [key]), attribute.read(input.resource, [key]))
	}
}

_same(one, other) if one.state != "known"

else if other.state != "known"

else := _plain(one.value) == _plain(other.value)

# DNS knows no case, and a dot at the end says nothing.
_plain(name) := trim_suffix(lower(name), ".")

_kept if {
	some other in _around.resources
	_same_set(other)
	attribute.is(attribute.read(other, _policy), "SECONDARY")
}

_open if not _around.known

_open if {
	some other in _around.resources
	_same_set(other)
	attribute.undecided(attribute.read(other, _policy))
}

violations contains {
	"path": "",
	"message": "there is nowhere to fail over to: no record of this name and type is SECONDARY",
} if {
	not _kept
	not _open
}

unknowns contains {
	"path": "",
	"message": "whether there is a secondary record is not known here",
} if {
	not _kept
	_open
}
