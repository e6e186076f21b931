# METADATA
# title: Backup plans copy to another region
# description: >-
#   Backups in the region that is gone restore nothing. A copy action takes each recovery point to a vault in another region
#   as soon as it is made.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
# custom:
#   id: backup-plan-copy
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_backup_plan]
#   siblings: [aws_backup_vault]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     Add an `aws_backup_vault` under a provider of another region, and to a `rule` of the plan
#     `copy_action { destination_vault_arn = aws_backup_vault.<name>.arn }`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.backup_plan_copy

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["backup-plan-copy"]

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
	"message": "no rule of the plan copies its backups to another region; add a copy_action",
} if {
	not _kept
	not _open
}

unknowns contains {
	"path": "/rule",
	"message": "whether backups are copied to another region is not known here",
} if {
	not _kept
	_open
}
