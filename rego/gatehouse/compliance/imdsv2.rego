# METADATA
# title: Instances hand out their credentials only to who asks with a token
# description: >-
#   The first version of the metadata service answers every request that reaches it, also one that an attacker has a web application
#   make. That is how the credentials of an instance's role are stolen; the second version asks for a token first.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-8
# custom:
#   id: imdsv2
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   controls:
#     cis: [AWS 3.0.0 5.6]
#     fsbp: [EC2.8, EC2.170, AutoScaling.3]
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_instance, aws_launch_template, aws_launch_configuration]
#   siblings: [aws_ec2_instance_metadata_defaults]
#   remediation: >-
#     Add `metadata_options { http_tokens = "required" }`. For all instances that do not say otherwise, add an
#     `aws_ec2_instance_metadata_defaults` with `http_tokens = "required"` to the account, in each region.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.compliance.imdsv2

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

_around := input.context.siblings.imdsv2

_block := attribute.read(input.resource, ["metadata_options"])

_tokens := attribute.read(input.resource, ["metadata_options", 0, "http_tokens"])

# An instance that is made from a template has the template's options, which is judged itself.
not_applicable if {
	input.resource.type == "aws_instance"
	attribute.is_set(attribute.read(input.resource, ["launch_template"]))
	attribute.unset(_tokens)
}

_kept if attribute.is(_tokens, "required")

_kept if attribute.is(attribute.read(input.resource, ["metadata_options", 0, "http_endpoint"]), "disabled")

# What the account says counts for instances and templates that say nothing.
_kept if {
	input.resource.type != "aws_launch_configuration"
	attribute.unset(_tokens)
	some other in _around.resources
	not _elsewhere(other)
	attribute.is(attribute.read(other, ["http_tokens"]), "required")
}

_open if attribute.undecided(_tokens)

_open if attribute.undecided(_block)

violations contains {
	"path": _tokens.path,
	"message": "the metadata service answers requests without a token; set http_tokens = \"required\"",
	"fix": {
		"description": "ask for a token (IMDSv2)",
		"offer": hcl.assignment(_tokens.path, "required"),
	},
} if {
	not _kept
	not _open
}

unknowns contains {"path": _tokens.path, "message": "whether the metadata service asks for a token is known only after apply"} if {
	not _kept
	_open
}

_elsewhere(other) if other.region != input.resource.region
