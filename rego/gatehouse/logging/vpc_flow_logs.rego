# METADATA
# title: Each network records who talked to whom
# description: >-
#   What was reached, from where, and what was refused is answered by flow logs alone. They cannot be switched on for last
#   week.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
#   - ref: https://cloud.google.com/vpc/docs/using-flow-logs
#   - ref: https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview
# custom:
#   id: vpc-flow-logs
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_vpc, aws_default_vpc, google_compute_subnetwork, azurerm_virtual_network]
#   siblings: [aws_flow_log, google_network_management_vpc_flow_logs_config, azurerm_network_watcher_flow_log]
#   controls:
#     cis: [AWS 3.0.0 3.7, GCP 2.0.0 3.8]
#     soc2: [CC7.2]
#     fsbp: [EC2.6]
#   remediation: >-
#     AWS: add an `aws_flow_log` with `vpc_id = aws_vpc.<name>.id`, `traffic_type = "ALL"`, `log_destination_type = "s3"` and
#     `log_destination = aws_s3_bucket.<logs>.arn`. Google: write `log_config { flow_sampling = 0.5 }` in the subnetwork.
#     Azure: add an `azurerm_network_watcher_flow_log` with `target_resource_id = azurerm_virtual_network.<name>.id`, `enabled = true`,
#     the network watcher of its region, a `storage_account_id` and a `retention_policy`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       trafficTypes:
#         description: What an `aws_flow_log` records to count; one of these is enough.
#         type: array
#         minItems: 1
#         items: {type: string, enum: [ALL, REJECT, ACCEPT]}
#         default: [ALL, REJECT]
package gatehouse.logging.vpc_flow_logs

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["vpc-flow-logs"]

_around := input.context.siblings["vpc-flow-logs"]

_subnetwork if input.resource.type == "google_compute_subnetwork"

_azure if input.resource.type == "azurerm_virtual_network"

# Subnets that proxies and NAT gateways are given record nothing.
not_applicable if {
	_subnetwork
	purpose := attribute.read(input.resource, ["purpose"])
	not purpose.value in {"PRIVATE", "PRIVATE_RFC_1918"}
	purpose.state == "known"
}

# How a flow log says whose traffic it records.
_relations[other] := siblings.names(other, ["subnet"], input.resource) if {
	_subnetwork
	some other in _around.resources
}

_relations[other] := siblings.names_by_id(other, ["target_resource_id"], input.resource) if {
	_azure
	some other in _around.resources
}

_relations[other] := siblings.names(other, ["vpc_id"], input.resource) if {
	not _subnetwork
	not _azure
	some other in _around.resources
}

_log_config := attribute.read(input.resource, ["log_config"]) if _subnetwork

_kept if {
	attribute.is_set(_log_config)
	not _log_config.value == []
}

_kept if {
	some other, "yes" in _relations
	_records(other)
}

_records(other) if attribute.read(other, ["traffic_type"]).value in _parameters.trafficTypes

_records(other) if {
	other.type == "google_network_management_vpc_flow_logs_config"
	not attribute.is(attribute.read(other, ["state"]), "DISABLED")
}

_records(other) if {
	other.type == "azurerm_network_watcher_flow_log"
	attribute.is(attribute.read(other, ["enabled"]), true)
}

_open if not _around.known

_open if "unknown" in {relation | some relation in _relations}

_open if {
	some other, "yes" in _relations
	some name in ["traffic_type", "enabled"]
	attribute.undecided(attribute.read(other, [name]))
}

# One for the whole network may be this one's.
_open if {
	_subnetwork
	some other, _ in _relations
	attribute.is_set(attribute.read(other, ["network"]))
}

# The older flow logs, of the security groups, may record it.
_open if {
	_azure
	some other, _ in _relations
	_of_security_group(other)
	not attribute.is(attribute.read(other, ["enabled"]), false)
}

_of_security_group(log) if attribute.is_set(attribute.read(log, ["network_security_group_id"]))

_of_security_group(log) if {
	target := attribute.read(log, ["target_resource_id"])
	regex.match(`(?i)/networkSecurityGroups/`, target.value)
}

_of_security_group(log) if {
	some reference in attribute.read(log, ["target_resource_id"]).references
	reference.type == "azurerm_network_security_group"
}

violations contains {"path": _path, "message": _message} if {
	not _kept
	not _open
}

unknowns contains {"path": _path, "message": "whether a flow log records this network is not known here"} if {
	not _kept
	_open
}

_path := "/log_config" if {
	_subnetwork
} else := ""

_message := "nothing records the traffic of this subnetwork; add log_config" if {
	_subnetwork
} else := "no flow log records the traffic of this virtual network; add an azurerm_network_watcher_flow_log for it" if {
	_azure
} else := $"no flow log records {concat(" or ", _parameters.trafficTypes)} of the whole VPC; add an aws_flow_log with its vpc_id"
