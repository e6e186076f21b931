# METADATA
# title: What Config records is judged
# description: >-
#   A recorder without rules keeps a history that nobody asks anything of. Rules, a conformance pack or the standards of Security
#   Hub turn it into a detection.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config.html
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html
# custom:
#   id: config-rules
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   controls:
#     soc2: [CC7.1]
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [set/terraform]
#   siblings:
#     - aws_config_configuration_recorder
#     - aws_config_config_rule
#     - aws_config_conformance_pack
#     - aws_config_organization_*
#     - aws_securityhub_account
#     - aws_securityhub_standards_subscription
#   remediation: >-
#     Add an `aws_config_config_rule` for each thing that must hold (`source { owner = "AWS" source_identifier =
#     "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED" }`, each on a line of its own), or an `aws_config_conformance_pack`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.compliance.config_rules

_around := input.context.siblings["config-rules"]

_recorders := [resource | some resource in _around.resources; resource.type == "aws_config_configuration_recorder"]

# Most plans record nothing.
not_applicable if count(_recorders) == 0

_judged if count(_around.resources) > count(_recorders)

violations contains {
	"path": "",
	"message": "Config records here, and no rule judges what it records; add an aws_config_config_rule or a conformance pack",
} if {
	_around.known
	not _judged
}

unknowns contains {"path": "", "message": "whether a rule judges what Config records is not known here"} if {
	not _around.known
	not _judged
}
