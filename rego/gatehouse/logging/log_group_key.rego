# METADATA
# title: Log groups are encrypted with a key of your own
# description: >-
#   Logs repeat what people typed and who they are. With a key of your own, who reads them needs the key as well, and each
#   use of it is in the audit trail; without the key they are nothing, also in a copy.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
# custom:
#   id: log-group-key
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_cloudwatch_log_group]
#   controls:
#     soc2: [CC6.1]
#   remediation: >-
#     Set `kms_key_id = aws_kms_key.logs.arn`. The key's policy has to allow `kms:Encrypt*`, `kms:Decrypt*`,
#     `kms:ReEncrypt*`, `kms:GenerateDataKey*` and `kms:Describe*` to `logs.<region>.amazonaws.com`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.logging.log_group_key

import data.gatehouse.lib.attribute

_key := attribute.read(input.resource, ["kms_key_id"])

# A reference counts: which key it is does not matter here.
violations contains {
	"path": _key.path,
	"message": "the log group is not encrypted with a key of your own; set kms_key_id",
} if {
	attribute.unset(_key)
}
