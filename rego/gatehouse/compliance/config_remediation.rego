# METADATA
# title: What Config finds and AWS can mend is mended
# description: >-
#   For many managed rules AWS keeps a runbook that mends what they find. A rule without it finds the same bucket every day, and a
#   person opens the same ticket.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/remediation.html
#   - ref: https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-runbook-reference.html
# custom:
#   id: config-remediation
#   pack: compliance
#   default: off
#   sentence: Prevented, detected, corrected.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_config_config_rule]
#   siblings: [aws_config_remediation_configuration]
#   remediation: >-
#     Add an `aws_config_remediation_configuration` with `config_rule_name = aws_config_config_rule.<name>.name`, `target_type =
#     "SSM_DOCUMENT"`, the runbook that the message names as `target_id`, and a `parameter` named `AutomationAssumeRole`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exempt:
#         description: Managed rules that people mend, as globs over the identifier.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.compliance.config_remediation

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["config-remediation"]

_around := input.context.siblings["config-remediation"]

# Identifiers of managed rules, and the runbooks of AWS that mend what they find.
_runbooks := {
	"CLOUD_TRAIL_ENCRYPTION_ENABLED": "AWSConfigRemediation-EnableCloudTrailEncryptionWithKMS",
	"CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED": "AWSConfigRemediation-EnableCloudTrailLogFileValidation",
	"CMK_BACKING_KEY_ROTATION_ENABLED": "AWSConfigRemediation-EnableKeyRotation",
	"DB_INSTANCE_BACKUP_ENABLED": "AWSConfigRemediation-EnableRDSInstanceBackup",
	"DYNAMODB_PITR_ENABLED": "AWSConfigRemediation-EnablePITRForDynamoDbTable",
	"EC2_EBS_ENCRYPTION_BY_DEFAULT": "AWSConfigRemediation-EnableEbsEncryptionByDefault",
	"EC2_IMDSV2_CHECK": "AWSConfigRemediation-EnforceEC2InstanceIMDSv2",
	"ELB_DELETION_PROTECTION_ENABLED": "AWSConfigRemediation-EnableELBDeletionProtection",
	"IAM_PASSWORD_POLICY": "AWSConfigRemediation-SetIAMPasswordPolicy",
	"INCOMING_SSH_DISABLED": "AWS-DisablePublicAccessForSecurityGroup",
	"RDS_CLUSTER_DELETION_PROTECTION_ENABLED": "AWSConfigRemediation-EnableRDSClusterDeletionProtection",
	"RDS_INSTANCE_DELETION_PROTECTION_ENABLED": "AWSConfigRemediation-EnableRDSInstanceDeletionProtection",
	"S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED": "AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock",
	"S3_BUCKET_LOGGING_ENABLED": "AWS-ConfigureS3BucketLogging",
	"S3_BUCKET_PUBLIC_READ_PROHIBITED": "AWS-DisableS3BucketPublicReadWrite",
	"S3_BUCKET_PUBLIC_WRITE_PROHIBITED": "AWS-DisableS3BucketPublicReadWrite",
	"S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED": "AWS-EnableS3BucketEncryption",
	"S3_BUCKET_SSL_REQUESTS_ONLY": "AWSConfigRemediation-RestrictBucketSSLRequestsOnly",
	"S3_BUCKET_VERSIONING_ENABLED": "AWS-ConfigureS3BucketVersioning",
	"VPC_DEFAULT_SECURITY_GROUP_CLOSED": "AWSConfigRemediation-RemoveVPCDefaultSecurityGroupRules",
}

_identifier := attribute.read(input.resource, ["source", 0, "source_identifier"])

# What no runbook mends, a person has to.
not_applicable if {
	_identifier.state == "known"
	not _runbooks[_identifier.value]
}

not_applicable if glob.any_match(_parameters.exempt, _identifier.value)

_kept if count(siblings.naming(_around.resources, ["config_rule_name"], input.resource)) > 0

_open if not _around.known

_open if siblings.may_name(_around.resources, ["config_rule_name"], input.resource)

_open if _identifier.state != "known"

violations contains {
	"path": "",
	"message": $"nothing mends what the rule finds; add an aws_config_remediation_configuration with {_runbooks[_identifier.value]}",
} if {
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether anything mends what the rule finds is not known here"} if {
	not _kept
	_open
}
