# METADATA
# title: Each network records who talked to whom
# description: >-
#   What was reached, from where, and what was refused is answered by flow logs alone. They cannot be switched on for last
#   week.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
#   - ref: https://cloud.google.com/vpc/docs/using-flow-logs
# custom:
#   id: vpc-flow-logs
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_vpc, aws_default_vpc, google_compute_subnetwork]
#   siblings: [aws_flow_log, google_network_management_vpc_flow_logs_config]
#   controls:
#     cis: [AWS 3.0.0 3.7, GCP 2.0.0 3.8]
#     soc2: [CC7.2]
#     fsbp: [EC2.6]
#   remediation: >-
#     AWS: add an `aws_flow_log` with `vpc_id = aws_vpc.<name>.id`, `traffic_type = "ALL"`, `log_destination_type = "s3"` and
#     `log_destination = aws_s3_bucket.<logs>.arn`. Google: write `log_config { flow_sampling = 0.5 }` in the subnetwork.
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

# Subnets that proxies and NAT gateways are given record nothing.
not_applicable if {
	_subnetwork
	purpose := attribute.read(input.resource, ["purpose"])
	not purpose.value in {"PRIVATE", "PRIVATE_RFC_1918"}
	purpose.state == "known"
}

# By how a flow log says what it records.
_places := [["subnet"]] if {
	_subnetwork
} else := [["vpc_id"]]

_relations[other] := {siblings.names(other, keys, input.resource) | some keys in _places} if {
	some other in _around.resources
}

_log_config := attribute.read(input.resource, ["log_config"]) if _subnetwork

_kept if {
	attribute.is_set(_log_config)
	not _log_config.value == []
}

_kept if {
	some other, relations in _relations
	"yes" in relations
	_records(other)
}

_records(_) if _subnetwork

_records(other) if attribute.read(other, ["traffic_type"]).value in _parameters.trafficTypes

_open if not _around.known

_open if {
	some relations in _relations
	"unknown" in relations
}

_open if {
	some other, relations in _relations
	"yes" in relations
	attribute.undecided(attribute.read(other, ["traffic_type"]))
}

# One for the whole network may be this one's.
_open if {
	_subnetwork
	some other, _ in _relations
	attribute.is_set(attribute.read(other, ["network"]))
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
} else := $"no flow log records {_wanted} of the whole VPC; add an aws_flow_log with its vpc_id"

_wanted := concat(" or ", _parameters.trafficTypes)
