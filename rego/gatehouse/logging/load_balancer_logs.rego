# METADATA
# title: Load balancers log who asked for what
# description: >-
#   A request that never reached the application is only in the load balancer's log: so are the errors that it made itself,
#   the attack that it turned away, and the time that a user waited.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
#   - ref: https://cloud.google.com/load-balancing/docs/https/https-logging-monitoring
#   - ref: https://learn.microsoft.com/azure/application-gateway/application-gateway-diagnostics
#   - ref: https://learn.microsoft.com/azure/frontdoor/monitor-front-door
# custom:
#   id: load-balancer-logs
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_lb
#     - aws_alb
#     - aws_elb
#     - google_compute_backend_service
#     - google_compute_region_backend_service
#     - azurerm_application_gateway
#     - azurerm_application_load_balancer
#     - azurerm_cdn_frontdoor_profile
#   siblings: [azurerm_monitor_diagnostic_setting]
#   controls:
#     cis: [GCP 2.0.0 2.16, Azure 2.1.0 5.4]
#     soc2: [CC7.2]
#     fsbp: [ELB.5]
#   remediation: >-
#     AWS: add an `access_logs` block with `bucket = aws_s3_bucket.<logs>.bucket` and `enabled = true`; the bucket's policy has
#     to allow `logdelivery.elasticloadbalancing.amazonaws.com` to put objects. Google: write `log_config { enable = true }`.
#     Azure: add an `azurerm_monitor_diagnostic_setting` with the gateway's `id` as its `target_resource_id`, a
#     `log_analytics_workspace_id` and `enabled_log { category = "ApplicationGatewayAccessLog" }` (of Front Door
#     `"FrontDoorAccessLog"`, of an Application Gateway for Containers `"TrafficControllerAccessLog"`).
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.logging.load_balancer_logs

import data.gatehouse.lib.attribute
import data.gatehouse.lib.diagnostics

# A network load balancer logs TLS connections only, and a gateway load balancer nothing.
not_applicable if {
	input.resource.type in {"aws_lb", "aws_alb"}
	attribute.read(input.resource, ["load_balancer_type"]).value in {"network", "gateway"}
}

# Backends that clients of the mesh balance themselves, and those that speak no HTTP.
not_applicable if attribute.is(attribute.read(input.resource, ["load_balancing_scheme"]), "INTERNAL_SELF_MANAGED")

not_applicable if {
	input.resource.type in _backends
	attribute.read(input.resource, ["protocol"]).value in {"TCP", "SSL", "UDP", "UNSPECIFIED"}
}

_backends := {"google_compute_backend_service", "google_compute_region_backend_service"}

# A region's own load balancers pass packets on, unless they are managed ones.
not_applicable if {
	input.resource.type == "google_compute_region_backend_service"
	scheme := attribute.read_or(input.resource, ["load_balancing_scheme"], "INTERNAL")
	scheme.value in {"INTERNAL", "EXTERNAL"}
}

# A block of a classic load balancer is on unless it says otherwise; in the others it is off.
_places := {
	"aws_elb": {"block": "access_logs", "switch": "enabled", "default": true},
	"google_compute_backend_service": {"block": "log_config", "switch": "enable", "default": false},
	"google_compute_region_backend_service": {"block": "log_config", "switch": "enable", "default": false},
}

_place := object.get(_places, input.resource.type, {"block": "access_logs", "switch": "enabled", "default": false})

_block := attribute.read(input.resource, [_place.block])

_switch := attribute.read(input.resource, [_place.block, 0, _place.switch]) if not _access_log

_on if attribute.is(_switch, true)

_on if {
	_place["default"]
	count(_block.value) > 0
	attribute.unset(_switch)
}

violations contains {
	"path": _switch.path,
	"message": $"requests are not logged; set {_place.block}.{_place.switch} = true",
} if {
	not _on
	not attribute.undecided(_switch)
}

unknowns contains attribute.unknown(_switch, "whether requests are logged")

# Azure hands out the log through a resource beside the load balancer.
_access_log := {
	"azurerm_application_gateway": "ApplicationGatewayAccessLog",
	"azurerm_application_load_balancer": "TrafficControllerAccessLog",
	"azurerm_cdn_frontdoor_profile": "FrontDoorAccessLog",
}[input.resource.type]

_taken := diagnostics.takes(
	input.context.siblings["load-balancer-logs"],
	input.resource,
	{_access_log, "allLogs"},
)

violations contains {
	"path": "",
	"message": $"requests are not logged; add an azurerm_monitor_diagnostic_setting with {_access_log}",
} if {
	_taken == "no"
}

unknowns contains {"path": "", "message": "whether requests are logged is not known here"} if _taken == "unknown"
