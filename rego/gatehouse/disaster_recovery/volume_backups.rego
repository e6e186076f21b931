# METADATA
# title: Volumes and file systems are backed up by a plan
# description: >-
#   A disk that nobody backs up is noticed when it is restored. What is taken by hand is taken before the change, and not after it
#   went wrong; a plan takes it each day, also of the volume that was made yesterday.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
#   - ref: https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html
#   - ref: https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html
# custom:
#   id: volume-backups
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_ebs_volume, aws_efs_file_system]
#   siblings: [aws_backup_selection, aws_dlm_lifecycle_policy, aws_efs_backup_policy]
#   controls:
#     soc2: [A1.2]
#     fsbp: [EFS.2]
#   remediation: >-
#     Add an `aws_backup_selection` of your backup plan with `resources = ["arn:aws:ec2:*:*:volume/*"]`, or with a `selection_tag` that the
#     volume has. For a file system an `aws_efs_backup_policy` with `backup_policy { status = "ENABLED" }` will do, for a volume an
#     `aws_dlm_lifecycle_policy` whose `target_tags` it has.
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
	"message": "nothing backs this up by a plan; add it to an aws_backup_selection, by its arn or by a tag",
} if {
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether it is backed up by a plan is not known here"} if {
	not _kept
	_open
}
