# METADATA
# title: The recorder is on, and delivers
# description: >-
#   A recorder is off when it is made. Until its status says that it is enabled, and a delivery channel says where to, it records
#   nothing, and each Config rule answers that it has no results.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
# custom:
#   id: config-recorder-on
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   controls:
#     cis: [AWS 3.0.0 3.3]
#     fsbp: [Config.1]
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_config_configuration_recorder]
#   siblings: [aws_config_configuration_recorder_status, aws_config_delivery_channel]
#   remediation: >-
#     Add an `aws_config_configuration_recorder_status` with `name = aws_config_configuration_recorder.<name>.name` and `is_enabled =
#     true`, and an `aws_config_delivery_channel` with an `s3_bucket_name` in the same region.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.compliance.config_recorder_on

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["config-recorder-on"]

_statuses := [other |
	some other in _around.resources
	other.type == "aws_config_configuration_recorder_status"
	not _elsewhere(other)
]

_elsewhere(other) if other.region != input.resource.region

_enabled(status) := attribute.read(status, ["is_enabled"])

_on if {
	some status in siblings.naming(_statuses, ["name"], input.resource)
	attribute.is(_enabled(status), true)
}

_open if not _around.known

_open if siblings.may_name(_statuses, ["name"], input.resource)

_open if {
	some status in siblings.naming(_statuses, ["name"], input.resource)
	attribute.undecided(_enabled(status))
}

_delivers if {
	some other in _around.resources
	other.type == "aws_config_delivery_channel"
	not _elsewhere(other)
}

_faults contains "is not switched on; add an aws_config_configuration_recorder_status with is_enabled = true" if {
	not _on
	not _open
}

_faults contains "has nowhere to deliver to; add an aws_config_delivery_channel" if {
	_around.known
	not _delivers
}

violations contains {"path": "", "message": $"the recorder {concat(", and ", sort(_faults))}"} if count(_faults) > 0

unknowns contains {"path": "", "message": "whether the recorder is switched on and delivers is not known here"} if {
	count(_faults) == 0
	_open
	not _on
}
