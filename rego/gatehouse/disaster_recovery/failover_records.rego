# METADATA
# title: DNS fails over by itself, to a record that exists
# description: >-
#   DNS leaves a primary record only when its health check says so. A primary without a health check is never left, and
#   a primary without a secondary has nowhere to go.
# related_resources:
#   - ref: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html
#   - ref: https://cloud.google.com/dns/docs/policies-overview#failover-policy
#   - ref: https://learn.microsoft.com/azure/traffic-manager/traffic-manager-routing-methods#priority-traffic-routing-method
# custom:
#   id: failover-records
#   pack: disaster-recovery
#   default: off
#   sentence: RTO under 30 minutes.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_route53_record, google_dns_record_set, azurerm_traffic_manager_profile]
#   siblings:
#     - aws_route53_record
#     - azurerm_traffic_manager_azure_endpoint
#     - azurerm_traffic_manager_external_endpoint
#     - azurerm_traffic_manager_nested_endpoint
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     Route 53: on the record whose `failover_routing_policy` is `PRIMARY` set `health_check_id = aws_route53_health_check.<name>.id`,
#     or `evaluate_target_health = true` in its `alias`. Add a record of the same `zone_id`, `name` and `type` with
#     `failover_routing_policy { type = "SECONDARY" }` that points to the other region. Cloud DNS: `health_check =
#     google_compute_health_check.<name>.id` in the `routing_policy`. Traffic Manager: an endpoint in each of two regions, with
#     `priority = 1` and `priority = 2`, and no `always_serve_enabled`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.failover_records

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["failover-records"]

_policy := ["failover_routing_policy", 0, "type"]

_route53 if input.resource.type == "aws_route53_record"

# Weighted, latency and simple records promise no failover, and a secondary is where it ends.
not_applicable if {
	_route53
	not attribute.is(attribute.read(input.resource, _policy), "PRIMARY")
}

_check := attribute.read(input.resource, ["health_check_id"]) if _route53

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
	_route53
	some other in _around.resources
	_same_set(other)
	attribute.is(attribute.read(other, _policy), "SECONDARY")
}

_open if not _around.known

_open if {
	_route53
	some other in _around.resources
	_same_set(other)
	attribute.undecided(attribute.read(other, _policy))
}

violations contains {
	"path": "",
	"message": "there is nowhere to fail over to: no record of this name and type is SECONDARY",
} if {
	_route53
	not _kept
	not _open
}

unknowns contains {
	"path": "",
	"message": "whether there is a secondary record is not known here",
} if {
	_route53
	not _kept
	_open
}

# Google's policy has its primary and its backup in one record, and load balancers that are checked anyway; external addresses are not.
_backup := ["routing_policy", 0, "primary_backup", 0]

_google if input.resource.type == "google_dns_record_set"

not_applicable if {
	_google
	attribute.unset(attribute.read(input.resource, _backup))
}

_external := attribute.read(input.resource, array.concat(_backup, ["primary", 0, "external_endpoints"])) if _google

_checked := attribute.read(input.resource, ["routing_policy", 0, "health_check"])

violations contains {
	"path": _checked.path,
	"message": "the primary addresses are never left: nothing checks them; set health_check in the routing_policy",
} if {
	count(_external.value) > 0
	attribute.unset(_checked)
}

# Azure's profile always checks; its endpoints are resources of their own, in the order of their priorities.
_profile if input.resource.type == "azurerm_traffic_manager_profile"

_method := attribute.read(input.resource, ["traffic_routing_method"])

not_applicable if {
	_profile
	_method.state == "known"
	_method.value != "Priority"
}

_named := siblings.naming(_around.resources, ["profile_id"], input.resource)

_endpoints := [other |
	some other in _named
	not attribute.is(attribute.read(other, ["enabled"]), false)
]

_unseen if not _around.known

_unseen if siblings.may_name(_around.resources, ["profile_id"], input.resource)

_unseen if attribute.undecided(_method)

# Where none is here, each region may have its own with its own plan.
_unseen if count(_named) == 0

violations contains {
	"path": "",
	"message": $"there is nowhere to fail over to: the profile has {_said[count(_endpoints)]}; add one of the other region",
} if {
	_profile
	count(_endpoints) < 2
	not _unseen
}

_said := ["no endpoint that is enabled", "one endpoint that is enabled"]

unknowns contains {"path": "", "message": "whether the profile has an endpoint to fail over to is not known here"} if {
	_profile
	count(_endpoints) < 2
	_unseen
}

# What is always served is not checked, so that what comes after it never is.
violations contains {
	"path": "/traffic_routing_method",
	"message": $"{first.name} is always served, and so never left; take always_serve_enabled out",
} if {
	_profile
	attribute.is(_method, "Priority")
	count(_endpoints) > 1
	some first in _endpoints
	attribute.is(attribute.read(first, ["always_serve_enabled"]), true)
	_first(first)
}

_first(endpoint) if {
	priority := attribute.number(attribute.read(endpoint, ["priority"]))
	every other in _endpoints {
		attribute.number(attribute.read(other, ["priority"])) >= priority
	}
}
