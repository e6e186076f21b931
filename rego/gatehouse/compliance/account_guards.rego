# METADATA
# title: An account that is set up cannot be opened by mistake, and is watched
# description: >-
#   Four switches of an account do more than rules on each resource: no bucket of it can be made public, each disk is encrypted, threats
#   are detected, and what is found is in one place. They belong where the account is set up, so that none is without.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#   - ref: https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
#   - ref: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_settingup.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-settingup.html
# custom:
#   id: account-guards
#   pack: compliance
#   default: off
#   sentence: Tagged, encrypted, not public; prevented, detected, corrected.
#   controls:
#     cis: [AWS 3.0.0 2.1.4, AWS 3.0.0 2.2.1, AWS 3.0.0 4.16]
#     fsbp: [S3.1, EC2.7, GuardDuty.1]
#   severity: high
#   action: warn
#   doors: [ci, audit]
#   kinds: [set/terraform]
#   siblings:
#     - aws_organizations_account
#     - aws_account_alternate_contact
#     - aws_iam_account_password_policy
#     - aws_s3_account_public_access_block
#     - aws_ebs_encryption_by_default
#     - aws_guardduty_detector
#     - aws_guardduty_member
#     - aws_guardduty_organization_*
#     - aws_securityhub_account
#     - aws_securityhub_member
#     - aws_securityhub_organization_*
#   remediation: >-
#     Add an `aws_s3_account_public_access_block` with all four attributes `true`, an `aws_ebs_encryption_by_default` with `enabled =
#     true` and an `aws_guardduty_detector` with `enable = true` in each region, and an `aws_securityhub_account`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       guards:
#         description: >-
#           What is asked for. What another plan sets for the whole organization is left out here.
#         type: array
#         items: {type: string, enum: [s3, ebs, guardduty, securityhub]}
#         default: [s3, ebs, guardduty, securityhub]
package gatehouse.compliance.account_guards

import data.gatehouse.lib.glob

_parameters := data.config.parameters["account-guards"]

_around := input.context.siblings["account-guards"]

_types := {resource.type | some resource in _around.resources}

# Most plans are of an application, and say nothing of the account.
not_applicable if {
	count(_types & {"aws_organizations_account", "aws_account_alternate_contact", "aws_iam_account_password_policy"}) == 0
}

_guards := {
	"s3": {"types": ["aws_s3_account_public_access_block"], "lack": "a bucket can be made public (aws_s3_account_public_access_block)"},
	"ebs": {"types": ["aws_ebs_encryption_by_default"], "lack": "a disk can be made unencrypted (aws_ebs_encryption_by_default)"},
	"guardduty": {"types": ["aws_guardduty_*"], "lack": "no threat is detected (aws_guardduty_detector)"},
	"securityhub": {"types": ["aws_securityhub_*"], "lack": "findings are not in one place (aws_securityhub_account)"},
}

_there(guard) if {
	some type in _types
	glob.any_match(guard.types, type)
}

# CloudFormation has no types for those.
_beyond := {"s3", "ebs"} if input.resource.source == "cloudformation"

else := set()

_lacks := [guard.lack |
	some name in _parameters.guards
	not name in _beyond
	guard := _guards[name]
	not _there(guard)
]

violations contains {"path": "", "message": $"in the account that this sets up {concat(", ", _lacks)}"} if {
	_around.known
	count(_lacks) > 0
}

unknowns contains {"path": "", "message": "whether the account that this sets up is guarded is not known here"} if {
	not _around.known
	count(_lacks) > 0
}
