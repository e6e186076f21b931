# METADATA
# title: Backup vaults are locked
# description: >-
#   Who takes over an account deletes the backups first. A vault lock, which Azure calls immutability, keeps them from everybody
#   until their time is over; once it is final, also from the account's own root.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
#   - ref: https://learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept
# custom:
#   id: backup-vault-lock
#   pack: disaster-recovery
#   default: off
#   sentence: RTO under 30 minutes.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_backup_vault, azurerm_recovery_services_vault, azurerm_data_protection_backup_vault]
#   siblings: [aws_backup_vault_lock_configuration, azurerm_site_recovery_fabric]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     AWS: add an `aws_backup_vault_lock_configuration` with `backup_vault_name = aws_backup_vault.<name>.name` and
#     `min_retention_days = 7`. With `changeable_for_days = 3` the lock becomes final after three days: test it first. Azure:
#     `immutability = "Unlocked"`, and `"Locked"`, which is final, once it has been tested.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.backup_vault_lock

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_aws if input.resource.type == "aws_backup_vault"

_around := input.context.siblings["backup-vault-lock"]

_kept if count(siblings.naming(_around.resources, ["backup_vault_name"], input.resource)) > 0

_open if not _around.known

_open if siblings.may_name(_around.resources, ["backup_vault_name"], input.resource)

violations contains {
	"path": "",
	"message": "the backups in this vault can be deleted by whoever may; add an aws_backup_vault_lock_configuration",
} if {
	_aws
	not _kept
	not _open
}

unknowns contains {
	"path": "",
	"message": "whether the backup vault is locked is not known here",
} if {
	_aws
	not _kept
	_open
}

# Azure: an attribute of the vault. One of Site Recovery holds no backups.
not_applicable if {
	not _aws
	count(siblings.naming(_around.resources, ["recovery_vault_name"], input.resource)) > 0
}

_immutability := attribute.read_or(input.resource, ["immutability"], "Disabled") if not _aws

violations contains {
	"path": _immutability.path,
	"message": "the backups in this vault can be deleted by whoever may; set immutability = \"Unlocked\", and later \"Locked\"",
} if {
	attribute.is(_immutability, "Disabled")
}

unknowns contains attribute.unknown(_immutability, "whether the backup vault is locked")
