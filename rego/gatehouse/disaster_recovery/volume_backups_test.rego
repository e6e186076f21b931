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
