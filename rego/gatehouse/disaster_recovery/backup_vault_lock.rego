# METADATA
# title: Backup vaults are locked
# description: >-
#   Who takes over an account deletes the backups first. A vault lock keeps them from everybody until their time is over,
#   with a grace time (`changeable_for_days`) also from the account's own root.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
# custom:
#   id: backup-vault-lock
#   pack: disaster-recovery
#   default: off
#   sentence: RTO under 30 minutes.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_backup_vault]
#   siblings: [aws_backup_vault_lock_configuration]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     Add an `aws_backup_vault_lock_configuration` with `backup_vault_name = aws_backup_vault.<name>.name` and
#     `min_retention_days = 7`. With `changeable_for_days = 3` the lock becomes final after three days: test it first.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.backup_vault_lock

import data.gatehouse.lib.siblings

_around := input.context.siblings["backup-vault-lock"]

_kept if count(siblings.naming(_around.resources, ["backup_vault_name"], input.resource)) > 0

_open if not _around.known

_open if siblings.may_name(_around.resources, ["backup_vault_name"], input.resource)

violations contains {
	"path": "",
	"message": "the backups in this vault can be deleted by whoever may; add an aws_backup_vault_lock_configuration",
} if {
	not _kept
	not _open
}

unknowns contains {
	"path": "",
	"message": "whether the backup vault is locked is not known here",
} if {
	not _kept
	_open
}
