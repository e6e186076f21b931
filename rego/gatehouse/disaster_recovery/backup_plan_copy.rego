# METADATA
# title: Backups are copied to another region
# description: >-
#   Backups in the region that is gone restore nothing. AWS Backup copies each recovery point to a vault in another region, a vault of
#   Azure keeps its backups in the paired region as well, and Google stores snapshots where the schedule says.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
#   - ref: https://cloud.google.com/compute/docs/disks/snapshots#choosing_a_storage_location
#   - ref: https://learn.microsoft.com/azure/backup/backup-create-recovery-services-vault#set-cross-region-restore
# custom:
#   id: backup-plan-copy
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_backup_plan
#     - google_compute_resource_policy
#     - azurerm_recovery_services_vault
#     - azurerm_data_protection_backup_vault
#   siblings: [aws_backup_vault, azurerm_site_recovery_fabric]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     AWS: add an `aws_backup_vault` under a provider of another region, and to a `rule` of the plan
#     `copy_action { destination_vault_arn = aws_backup_vault.<name>.arn }`. Google: `storage_locations = ["eu"]` in `snapshot_properties`. Azure:
#     `storage_mode_type = "GeoRedundant"` (`redundancy` in an `azurerm_data_protection_backup_vault`) and `cross_region_restore_enabled = true`,
#     before the first backup: afterwards the redundancy cannot be changed.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.backup_plan_copy

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["backup-plan-copy"]

_plan if input.resource.type == "aws_backup_plan"

_rules := attribute.blocks(input.resource, ["rule"])

_copies := [array.concat(copy, ["destination_vault_arn"]) |
	some rule in _rules
	some copy in attribute.blocks(input.resource, array.concat(rule, ["copy_action"]))
]

# `arn:aws:backup:eu-west-1:123456789012:vault:main`
_region(keys) := region if {
	region := split(attribute.read(input.resource, keys).value, ":")[3]
} else := vault.region if {
	some vault in _around.resources
	siblings.names(input.resource, keys, vault) == "yes"
}

_kept if {
	some copy in _copies
	_region(copy) != input.resource.region
}

_open if attribute.undecided(attribute.read(input.resource, ["rule"]))

_open if {
	some rule in _rules
	attribute.undecided(attribute.read(input.resource, array.concat(rule, ["copy_action"])))
}

_open if {
	some copy in _copies
	not _regions_known(copy)
}

_regions_known(copy) if {
	_region(copy)
	input.resource.region
}

violations contains {
	"path": "/rule",
	"message": "no rule of the plan copies its backups to another region; add copy_action to one",
} if {
	_plan
	not _kept
	not _open
}

unknowns contains {
	"path": "/rule",
	"message": "whether backups are copied to another region is not known here",
} if {
	_plan
	not _kept
	_open
}

# Google stores snapshots in the nearest multi-region, unless the schedule names a place.
_snapshots := ["snapshot_schedule_policy", 0]

not_applicable if {
	input.resource.type == "google_compute_resource_policy"
	attribute.unset(attribute.read(input.resource, _snapshots))
}

_locations := attribute.read(input.resource, array.concat(_snapshots, ["snapshot_properties", 0, "storage_locations"]))

violations contains {
	"path": _locations.path,
	"message": $"snapshots are stored in {input.resource.region} only, where the disks are; name a multi-region in storage_locations",
} if {
	count(_locations.value) > 0
	every location in _locations.value {
		lower(location) == input.resource.region
	}
}

unknowns contains attribute.unknown(_locations, "where snapshots are stored") if not _plan

# Azure: the redundancy of the vault. What is copied can be restored by oneself only where that is switched on.
_redundancy := attribute.read_or(input.resource, ["storage_mode_type"], "GeoRedundant") if {
	input.resource.type == "azurerm_recovery_services_vault"
}

_redundancy := attribute.read(input.resource, ["redundancy"]) if {
	input.resource.type == "azurerm_data_protection_backup_vault"
}

# A vault of Site Recovery holds no backups, and is in the other region already.
not_applicable if {
	count(siblings.naming(_around.resources, ["recovery_vault_name"], input.resource)) > 0
}

violations contains {
	"path": _redundancy.path,
	"message": $"the backups are in one region only ({_redundancy.value}); set {trim_prefix(_redundancy.path, "/")} = \"GeoRedundant\"",
} if {
	_redundancy.value in {"LocallyRedundant", "ZoneRedundant"}
}

_restore := attribute.read(input.resource, ["cross_region_restore_enabled"])

violations contains {
	"path": _restore.path,
	"message": "the other region's backups can be used only once Azure gives up this one; set cross_region_restore_enabled = true",
} if {
	attribute.is(_redundancy, "GeoRedundant")
	not attribute.is(_restore, true)
	not attribute.undecided(_restore)
}

unknowns contains attribute.unknown(_redundancy, "whether the backups are in another region, too")

unknowns contains attribute.unknown(_restore, "whether backups can be restored in the other region") if attribute.is(_redundancy, "GeoRedundant")
