# METADATA
# title: Every disk is attached to something
# description: >-
#   A disk is paid for by its size and not by its use, and nothing ends it when the machine is gone that it was made for. What is left
#   behind holds data that nobody minds any more, and is found on the bill, or not.
# related_resources:
#   - ref: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-detaching-volume.html
#   - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming
#   - ref: https://learn.microsoft.com/en-us/azure/virtual-machines/disks-find-unattached-portal
# custom:
#   id: orphaned-volumes
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   doors: [audit]
#   kinds: [aws_ebs_volume, google_compute_disk, azurerm_managed_disk, v1/PersistentVolume]
#   siblings:
#     - aws_volume_attachment
#     - google_compute_attached_disk
#     - google_compute_instance
#     - azurerm_virtual_machine_data_disk_attachment
#     - azurerm_virtual_machine
#     - azurerm_linux_virtual_machine
#     - azurerm_windows_virtual_machine
#     - kubernetes_persistent_volume
#     - kubernetes_persistent_volume_v1
#   remediation: >-
#     Take a snapshot where somebody may still want the data, then remove the disk from the configuration; for a PersistentVolume that
#     is Released, `kubectl delete pv <name>`, and the disk behind it where its reclaim policy is Retain. One that is kept for a reason
#     gets a waiver with an expiry.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.cost.orphaned_volumes

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_type := input.resource.type

_around := input.context.siblings["orphaned-volumes"]

# Where each kind names the disks that it uses.
_keys(other) := [["volume_id"]] if other.type == "aws_volume_attachment"

_keys(other) := [["disk"]] if other.type == "google_compute_attached_disk"

_keys(other) := array.concat(
	[["boot_disk", 0, "source"]],
	[array.concat(disk, ["source"]) | some disk in attribute.blocks(other, ["attached_disk"])],
) if {
	other.type == "google_compute_instance"
}

_keys(other) := [["managed_disk_id"]] if other.type == "azurerm_virtual_machine_data_disk_attachment"

_keys(other) := array.concat(
	[["storage_os_disk", 0, "managed_disk_id"]],
	[array.concat(disk, ["managed_disk_id"]) | some disk in attribute.blocks(other, ["storage_data_disk"])],
) if {
	other.type == "azurerm_virtual_machine"
}

_keys(other) := [["os_managed_disk_id"]] if other.type in {"azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"}

_keys(other) := [array.concat(["spec", 0, "persistent_volume_source", 0], keys) |
	some keys in [
		["csi", 0, "volume_handle"],
		["aws_elastic_block_store", 0, "volume_id"],
		["gce_persistent_disk", 0, "pd_name"],
		["azure_disk", 0, "data_disk_uri"],
	]
] if {
	startswith(other.type, "kubernetes_persistent_volume")
}

_uses := {use |
	some other in _around.resources
	some keys in _keys(other)
	use := siblings.names(other, keys, input.resource)
}

_kept if "yes" in _uses

# Google's own answer, of when the state was last refreshed.
_kept if count(attribute.read(input.resource, ["users"]).value) > 0

_open if not _around.known

_open if "unknown" in _uses

_cloud if _type != "v1/PersistentVolume"

violations contains {
	"path": "",
	"message": "nothing here uses this disk, and it is paid for all the same; take a snapshot and remove it",
} if {
	_cloud
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether anything uses this disk is not known here"} if {
	_cloud
	not _kept
	_open
}

_phase := attribute.read(input.resource, ["status", "phase"])

violations contains {
	"path": _phase.path,
	"message": $"the volume is {_phase.value}: its claim is gone, and its disk is paid for all the same; delete it",
} if {
	not _cloud
	_phase.value in {"Released", "Failed"}
}
