# METADATA
# title: Load balancers log who asked for what
# description: >-
#   A request that never reached the application is only in the load balancer's log: so are the errors that it made itself,
#   the attack that it turned away, and the time that a user waited.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
#   - ref: https://cloud.google.com/load-balancing/docs/https/https-logging-monitoring
# custom:
#   id: load-balancer-logs
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_lb, aws_alb, aws_elb, google_compute_backend_service]
#   controls:
#     cis: [GCP 2.0.0 2.16]
#     soc2: [CC7.2]
#     fsbp: [ELB.5]
#   remediation: >-
#     AWS: add an `access_logs` block with `bucket = aws_s3_bucket.<logs>.bucket` and `enabled = true`; the bucket's policy has
#     to allow `logdelivery.elasticloadbalancing.amazonaws.com` to put objects. Google: write `log_config { enable = true }`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.logging.load_balancer_logs

import data.gatehouse.lib.attribute

# A network load balancer logs TLS connections only, and a gateway load balancer nothing.
not_applicable if {
	input.resource.type in {"aws_lb", "aws_alb"}
	attribute.read(input.resource, ["load_balancer_type"]).value in {"network", "gateway"}
}

# Backends that clients of the mesh balance themselves, and those that speak no HTTP.
not_applicable if attribute.is(attribute.read(input.resource, ["load_balancing_scheme"]), "INTERNAL_SELF_MANAGED")

not_applicable if {
	input.resource.type == "google_compute_backend_service"
	attribute.read(input.resource, ["protocol"]).value in {"TCP", "SSL", "UDP", "UNSPECIFIED"}
}

# A block of a classic load balancer is on unless it says otherwise; in the others it is off.
_places := {
	"aws_elb": {"block": "access_logs", "switch": "enabled", "default": true},
	"google_compute_backend_service": {"block": "log_config", "switch": "enable", "default": false},
}

_place := object.get(_places, input.resource.type, {"block": "access_logs", "switch": "enabled", "default": false})

_block := attribute.read(input.resource, [_place.block])

_switch := attribute.read(input.resource, [_place.block, 0, _place.switch])

_on if attribute.is(_switch, true)

_on if {
	_place["default"]
	count(_block.value) > 0
	attribute.unset(_switch)
}

violations contains {
	"path": _switch.path,
	"message": $"requests are not logged; set {_place.switch} = true in {_place.block}",
} if {
	not _on
	not attribute.undecided(_switch)
}

unknowns contains attribute.unknown(_switch, "whether requests are logged")
