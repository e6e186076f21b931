package gatehouse.disaster_recovery.volume_backups_test

import data.gatehouse.disaster_recovery.volume_backups

_marks(paths) := {path: {"references": [], "computed": false, "open": true} | some path in paths}

_volume := {"type": "aws_ebs_volume", "id": "aws_ebs_volume.it", "object": {"id": "vol-1", "tags": {"backup": "daily"}}, "unknown": {}}

_files := {"type": "aws_efs_file_system", "id": "aws_efs_file_system.it", "object": {"id": "fs-1"}, "unknown": {}}

_other(type, values, unknown) := {"type": type, "id": $"{type}.it", "object": values, "unknown": _marks(unknown)}

_selection(values, unknown) := _other("aws_backup_selection", values, unknown)

_judged(resource, others, known) := [count(violations), count(unknowns)] if {
	given := {"resource": resource, "context": {"siblings": {"volume-backups": {"known": known, "resources": others}}}}
	violations := volume_backups.violations with input as given
	unknowns := volume_backups.unknowns with input as given
}

_tag(value) := [{"type": "STRINGEQUALS", "key": "backup", "value": value}]

test_selected_by_name_glob_or_tag_is_kept if {
	_judged(_volume, [_selection({"resources": ["vol-1"]}, [])], true) == [0, 0]
	_judged(_volume, [_selection({"resources": ["*"]}, [])], true) == [0, 0]
	_judged(_volume, [_selection({"resources": ["arn:aws:ec2:*:*:volume/*"]}, [])], true) == [0, 0]
	_judged(_volume, [_selection({"selection_tag": _tag("daily")}, [])], false) == [0, 0]
	_judged(_files, [_selection({"resources": ["arn:aws:elasticfilesystem:*:*:file-system/*"]}, [])], true) == [0, 0]
}

test_policies_of_its_own_are_kept if {
	_judged(_volume, [_other("aws_dlm_lifecycle_policy", {"policy_details": [{"target_tags": {"backup": "daily"}}]}, [])], true) == [0, 0]
	enabled := {"file_system_id": "fs-1", "backup_policy": [{"status": "ENABLED"}]}
	_judged(_files, [_other("aws_efs_backup_policy", enabled, [])], true) == [0, 0]
}

test_what_nothing_selects_is_found if {
	_judged(_volume, [], true) == [1, 0]
	_judged(_volume, [_selection({"resources": ["arn:aws:rds:*:*:db:*"], "selection_tag": _tag("weekly")}, [])], true) == [1, 0]
	_judged(_volume, [_other("aws_dlm_lifecycle_policy", {"state": "DISABLED", "policy_details": [{"target_tags": {"backup": "daily"}}]}, [])], true) == [1, 0]
	disabled := {"file_system_id": "fs-1", "backup_policy": [{"status": "DISABLED"}]}
	_judged(_files, [_other("aws_efs_backup_policy", disabled, [])], true) == [1, 0]
}

test_what_is_not_known_leaves_it_open if {
	_judged(_volume, [], false) == [0, 1]
	_judged(_volume, [_selection({"resources": ["*"], "condition": [{"string_equals": [{"key": "aws:ResourceTag/env", "value": "prod"}]}]}, [])], true) == [0, 1]
	_judged(_volume, [_selection({}, ["/resources"])], true) == [0, 1]
	_judged(_volume, [_selection({}, ["/selection_tag"])], true) == [0, 1]
	untagged := object.union(_volume, {"unknown": _marks(["/tags"])})
	_judged(untagged, [_selection({"selection_tag": _tag("weekly")}, [])], true) == [0, 1]
	_judged(_files, [_other("aws_efs_backup_policy", {"file_system_id": "fs-1"}, ["/backup_policy/0/status"])], true) == [0, 1]
	_judged(_files, [_other("aws_efs_backup_policy", {}, ["/file_system_id"])], true) == [0, 1]
}

_disk := {"type": "google_compute_disk", "id": "google_compute_disk.it", "object": {"name": "orders"}, "unknown": {}}

test_a_disk_of_google_has_a_schedule_or_a_plan if {
	attachment := "google_compute_disk_resource_policy_attachment"
	association := "google_backup_dr_backup_plan_association"
	_judged(_disk, [_other(attachment, {"disk": "orders", "name": "daily"}, [])], true) == [0, 0]
	_judged(_disk, [_other(association, {"resource": "orders", "resource_type": "compute.googleapis.com/Disk"}, [])], true) == [0, 0]
	_judged(object.union(_disk, {"object": {"resource_policies": ["daily"]}}), [], true) == [0, 0]
	_judged(_disk, [], true) == [1, 0]
	_judged(_disk, [_other(attachment, {"disk": "other", "name": "daily"}, [])], true) == [1, 0]
	_judged(_disk, [], false) == [0, 1]
	_judged(_disk, [_other(attachment, {"name": "daily"}, ["/disk"])], true) == [0, 1]
	_judged(object.union(_disk, {"unknown": _marks(["/resource_policies"])}), [], true) == [0, 1]
	_judged(_disk, [_other(association, {"resource": "web", "resource_type": "compute.googleapis.com/Instance"}, [])], true) == [0, 1]
}

_managed := {"type": "azurerm_managed_disk", "id": "azurerm_managed_disk.it", "object": {"id": "/disks/orders"}, "unknown": {}}

_vm(more) := _other("azurerm_backup_protected_vm", object.union({"source_vm_id": "/vms/web"}, more), [])

_attachment := _other("azurerm_virtual_machine_data_disk_attachment", {"managed_disk_id": "/disks/orders", "virtual_machine_id": "/vms/web"}, [])

test_a_disk_of_azure_is_backed_up_itself_or_with_its_machine if {
	_judged(_managed, [_other("azurerm_data_protection_backup_instance_disk", {"disk_id": "/disks/orders"}, [])], true) == [0, 0]
	_judged(_managed, [_attachment, _vm({})], true) == [0, 0]
	_judged(_managed, [_attachment, _vm({"exclude_disk_luns": [1]})], true) == [0, 1]
	_judged(_managed, [_attachment, _vm({"source_vm_id": "/vms/other"})], true) == [1, 0]
	_judged(_managed, [_vm({})], true) == [1, 0]
	unknown := {"references": [{"type": "azurerm_linux_virtual_machine", "id": "azurerm_linux_virtual_machine.web"}], "computed": false, "open": false}
	attachment := object.union(_attachment, {"object": {"virtual_machine_id": null}, "unknown": {"/virtual_machine_id": unknown}})
	machine := object.union(_vm({"source_vm_id": null}), {"unknown": {"/source_vm_id": unknown}})
	_judged(_managed, [attachment, machine], true) == [0, 0]
}

test_a_share_is_protected_by_its_name if {
	share := {"type": "azurerm_storage_share", "id": "azurerm_storage_share.it", "object": {"name": "documents"}, "unknown": {}}
	_judged(share, [_other("azurerm_backup_protected_file_share", {"source_file_share_name": "documents"}, [])], true) == [0, 0]
	_judged(share, [], true) == [1, 0]
}
