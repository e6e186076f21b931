# METADATA
# title: Volumes and file systems are backed up by a plan
# description: >-
#   A disk that nobody backs up is noticed when it is restored. What is taken by hand is taken before the change, and not after it
#   went wrong; a plan takes it each day, also of the volume that was made yesterday.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
#   - ref: https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html
#   - ref: https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html
#   - ref: https://cloud.google.com/compute/docs/disks/scheduled-snapshots
#   - ref: https://learn.microsoft.com/azure/backup/disk-backup-overview
# custom:
#   id: volume-backups
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - aws_ebs_volume
#     - aws_efs_file_system
#     - google_compute_disk
#     - google_compute_region_disk
#     - azurerm_managed_disk
#     - azurerm_storage_share
#   siblings:
#     - aws_backup_selection
#     - aws_dlm_lifecycle_policy
#     - aws_efs_backup_policy
#     - google_compute_disk_resource_policy_attachment
#     - google_compute_region_disk_resource_policy_attachment
#     - google_backup_dr_backup_plan_association
#     - azurerm_data_protection_backup_instance_disk
#     - azurerm_backup_protected_vm
#     - azurerm_virtual_machine_data_disk_attachment
#     - azurerm_backup_protected_file_share
#   controls:
#     soc2: [A1.2]
#     fsbp: [EFS.2]
#   remediation: >-
#     AWS: add an `aws_backup_selection` of your backup plan with `resources = ["arn:aws:ec2:*:*:volume/*"]`, or with a `selection_tag` that the
#     volume has. For a file system an `aws_efs_backup_policy` with `backup_policy { status = "ENABLED" }` will do, for a volume an
#     `aws_dlm_lifecycle_policy` whose `target_tags` it has. Google: a `google_compute_resource_policy` with a `snapshot_schedule_policy`, and a
#     `google_compute_disk_resource_policy_attachment` with its name and the disk's. Azure: an `azurerm_data_protection_backup_instance_disk`
#     with its `disk_id`, or an `azurerm_backup_protected_vm` of its machine; for a share an `azurerm_backup_protected_file_share`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.volume_backups

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.siblings

_around := input.context.siblings["volume-backups"]

_of(type) := [other | some other in _around.resources; other.type == type]

# Its arn before it has one: the globs of a selection leave account and region open.
_arn := {
	"aws_ebs_volume": "arn:aws:ec2:region:account:volume/it",
	"aws_efs_file_system": "arn:aws:elasticfilesystem:region:account:file-system/it",
}[input.resource.type]

# What the provider's default tags add is in `tags_all`.
_tagged(key, value) if {
	some tags in ["tags", "tags_all"]
	attribute.is(attribute.read(input.resource, [tags, key]), value)
}

_named contains selection if {
	some selection in siblings.naming(_of("aws_backup_selection"), ["resources"], input.resource)
}

_named contains selection if {
	some selection in _of("aws_backup_selection")
	some pattern in attribute.read(selection, ["resources"]).value
	glob.matches(pattern, _arn)
}

# Conditions and exceptions bound what is named; whether they spare this one is not told here.
_bounded(selection) if {
	some key in ["condition", "not_resources"]
	answer := attribute.read(selection, [key])
	attribute.is_set(answer)
	not answer.value == []
}

_kept if {
	some selection in _named
	not _bounded(selection)
}

_kept if {
	some selection in _of("aws_backup_selection")
	some tag in attribute.blocks(selection, ["selection_tag"])
	_tagged(
		attribute.read(selection, array.concat(tag, ["key"])).value,
		attribute.read(selection, array.concat(tag, ["value"])).value,
	)
}

_policy_tags := ["policy_details", 0, "target_tags"]

_kept if {
	input.resource.type == "aws_ebs_volume"
	some policy in _of("aws_dlm_lifecycle_policy")
	not attribute.is(attribute.read(policy, ["state"]), "DISABLED")
	some key, value in attribute.read(policy, _policy_tags).value
	_tagged(key, value)
}

_policies := siblings.naming(_of("aws_efs_backup_policy"), ["file_system_id"], input.resource)

_kept if {
	some policy in _policies
	attribute.is(_status(policy), "ENABLED")
}

_status(policy) := attribute.read(policy, ["backup_policy", 0, "status"])

# Google and Azure name the disk; the file share by its name.
_by := {
	"google_compute_disk_resource_policy_attachment": ["disk"],
	"google_compute_region_disk_resource_policy_attachment": ["disk"],
	"google_backup_dr_backup_plan_association": ["resource"],
	"azurerm_data_protection_backup_instance_disk": ["disk_id"],
	"azurerm_backup_protected_file_share": ["source_file_share_name"],
}

_relations contains siblings.names(other, _by[other.type], input.resource) if some other in _around.resources

_kept if "yes" in _relations

_open if "unknown" in _relations

# The beta provider takes the schedules in the disk itself.
_policies_inside := attribute.read(input.resource, ["resource_policies"])

_kept if count(_policies_inside.value) > 0

_open if attribute.undecided(_policies_inside)

# What backs up a whole machine backs up its disks.
_attached := siblings.naming(_of("azurerm_virtual_machine_data_disk_attachment"), ["managed_disk_id"], input.resource)

_machine(other, key) := {reference.id | some reference in answer.references} if {
	answer := attribute.read(other, [key])
	answer.state == "unknown"
} else := {attribute.read(other, [key]).value}

_protecting := [machine |
	some attachment in _attached
	some machine in _of("azurerm_backup_protected_vm")
	count(_machine(attachment, "virtual_machine_id") & _machine(machine, "source_vm_id")) > 0
]

_some_disks(machine) if {
	some key in ["exclude_disk_luns", "include_disk_luns"]
	answer := attribute.read(machine, [key])
	attribute.is_set(answer)
	not answer.value == []
}

_kept if {
	some machine in _protecting
	not _some_disks(machine)
}

_open if count(_protecting) > 0

_open if siblings.may_name(_of("azurerm_virtual_machine_data_disk_attachment"), ["managed_disk_id"], input.resource)

# Of a machine of Google it is told elsewhere which disks it has.
_open if {
	startswith(input.resource.type, "google_")
	some association in _of("google_backup_dr_backup_plan_association")
	attribute.is(attribute.read(association, ["resource_type"]), "compute.googleapis.com/Instance")
}

_open if not _around.known

_open if {
	some selection in _named
	_bounded(selection)
}

_open if siblings.may_name(_of("aws_backup_selection"), ["resources"], input.resource)

_open if siblings.may_name(_of("aws_efs_backup_policy"), ["file_system_id"], input.resource)

_open if {
	some policy in _policies
	attribute.undecided(_status(policy))
}

# Tags that are not known yet may be those that a plan asks for.
_open if {
	count(_by_tags) > 0
	some tags in ["tags", "tags_all"]
	attribute.undecided(attribute.read(input.resource, [tags]))
}

_open if {
	some asked in _by_tags
	attribute.undecided(attribute.read(asked.of, asked.keys))
}

_by_tags contains {"of": selection, "keys": ["selection_tag"]} if {
	some selection in _of("aws_backup_selection")
	attribute.is_set(attribute.read(selection, ["selection_tag"]))
}

_by_tags contains {"of": policy, "keys": _policy_tags} if some policy in _of("aws_dlm_lifecycle_policy")

violations contains {
	"path": "",
	"message": $"nothing backs this up by a plan; {_advice}",
} if {
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether it is backed up by a plan is not known here"} if {
	not _kept
	_open
}

_advice := object.get(_others, input.resource.type, "add it to an aws_backup_selection, by its arn or by a tag")

_others := {
	"google_compute_disk": "attach a snapshot schedule with a google_compute_disk_resource_policy_attachment",
	"google_compute_region_disk": "attach a snapshot schedule with a google_compute_region_disk_resource_policy_attachment",
	"azurerm_managed_disk": "add an azurerm_data_protection_backup_instance_disk, or an azurerm_backup_protected_vm",
	"azurerm_storage_share": "add an azurerm_backup_protected_file_share",
}
