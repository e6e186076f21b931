# METADATA
# title: Log groups are encrypted with a key of your own
# description: >-
#   Logs repeat what people typed and who they are. With a key of your own, who reads them needs the key as well, and each
#   use of it is in the audit trail; without the key they are nothing, also in a copy.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
#   - ref: https://cloud.google.com/logging/docs/routing/managed-encryption-storage
#   - ref: https://learn.microsoft.com/azure/azure-monitor/logs/customer-managed-keys
# custom:
#   id: log-group-key
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - aws_cloudwatch_log_group
#     - google_logging_project_bucket_config
#     - google_logging_folder_bucket_config
#     - google_logging_organization_bucket_config
#     - google_logging_billing_account_bucket_config
#     - azurerm_log_analytics_cluster
#   siblings:
#     - azurerm_log_analytics_cluster_customer_managed_key
#     - google_logging_organization_settings
#     - google_logging_folder_settings
#   controls:
#     soc2: [CC6.1]
#   remediation: >-
#     AWS: set `kms_key_id = aws_kms_key.logs.arn`. The key's policy has to allow `kms:Encrypt*`, `kms:Decrypt*`,
#     `kms:ReEncrypt*`, `kms:GenerateDataKey*` and `kms:Describe*` to `logs.<region>.amazonaws.com`. Google: make the bucket with
#     `cmek_settings { kms_key_name = google_kms_crypto_key.logs.id }`, of a key in the same region; the service account of
#     `google_logging_project_cmek_settings` needs `roles/cloudkms.cryptoKeyEncrypterDecrypter` for it. Azure: add an
#     `azurerm_log_analytics_cluster_customer_managed_key` with the cluster's `id` and a `key_vault_key_id`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.logging.log_group_key

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_type := input.resource.type

_around := input.context.siblings["log-group-key"]

_google if startswith(_type, "google_logging_")

# Google makes those two itself, with the key that the organization's settings name.
not_applicable if {
	_google
	attribute.read(input.resource, ["bucket_id"]).value in {"_Default", "_Required"}
}

_key := attribute.read(input.resource, ["cmek_settings", 0, "kms_key_name"]) if {
	_google
} else := attribute.read(input.resource, ["kms_key_id"]) if {
	_type == "aws_cloudwatch_log_group"
}

_remedy := "the log bucket is not encrypted with a key of your own; set kms_key_name in cmek_settings" if {
	_google
} else := "the log group is not encrypted with a key of your own; set kms_key_id"

# A reference counts: which key it is does not matter here.
violations contains {"path": _key.path, "message": _remedy} if {
	attribute.unset(_key)
	not attribute.undecided(attribute.read(input.resource, ["cmek_settings"]))
	not _inherited
}

# What is made below settings with a key takes that key.
_inherited if {
	_google
	some settings in _around.resources
	attribute.is_set(attribute.read(settings, ["kms_key_name"]))
}

# A dedicated cluster is given its key by a resource beside it.
_relations := {siblings.names_by_id(other, ["log_analytics_cluster_id"], input.resource) |
	some other in _around.resources
	other.type == "azurerm_log_analytics_cluster_customer_managed_key"
} if {
	_type == "azurerm_log_analytics_cluster"
}

_open if not _around.known

_open if "unknown" in _relations

violations contains {
	"path": "",
	"message": "the cluster's logs are not encrypted with a key of your own; add an azurerm_log_analytics_cluster_customer_managed_key",
} if {
	not "yes" in _relations
	not _open
}

unknowns contains {"path": "", "message": "whether the cluster's logs are encrypted with a key of your own is not known here"} if {
	not "yes" in _relations
	_open
}
