package gatehouse.disaster_recovery.backup_plan_copy_test

import data.gatehouse.disaster_recovery.backup_plan_copy

_judged(plan, vaults) := [count(violations), count(unknowns)] if {
	defaults := {"type": "aws_backup_plan", "id": "aws_backup_plan.daily", "region": "eu-central-1", "object": {}, "unknown": {}}
	judged := {
		"resource": object.union(defaults, plan),
		"context": {"siblings": {"backup-plan-copy": {"known": true, "resources": vaults}}},
	}
	violations := backup_plan_copy.violations with input as judged
	unknowns := backup_plan_copy.unknowns with input as judged
}

_to(arn) := {"object": {"rule": [{"rule_name": "hourly"}, {"copy_action": [{"destination_vault_arn": arn}]}]}}

_west := "arn:aws:backup:eu-west-1:123456789012:vault:west"

_here := "arn:aws:backup:eu-central-1:123456789012:vault:here"

_mark(references) := {"references": references, "computed": false, "open": false}

_place := "/rule/1/copy_action/0/destination_vault_arn"

test_a_copy_elsewhere_is_kept if _judged(_to(_west), []) == [0, 0]

test_no_copy_or_one_in_the_same_region_is_found if {
	_judged({"object": {"rule": [{"rule_name": "daily"}]}}, []) == [1, 0]
	_judged(_to(_here), []) == [1, 0]
}

_vault(region) := {"type": "aws_backup_vault", "id": "aws_backup_vault.west", "region": region, "object": {}, "unknown": {}}

test_a_vault_that_is_referred_to_tells_its_region if {
	reference := {"type": "aws_backup_vault", "id": "aws_backup_vault.west", "attribute": "arn"}
	plan := object.union(_to(null), {"unknown": {_place: _mark([reference])}})
	_judged(plan, [_vault("eu-west-1")]) == [0, 0]
	_judged(plan, [_vault("eu-central-1")]) == [1, 0]
	_judged(plan, []) == [0, 1]
}

test_what_is_not_known_leaves_it_open if {
	_judged({"unknown": {"/rule": _mark([])}}, []) == [0, 1]
	_judged({"object": {"rule": [{}]}, "unknown": {"/rule/0/copy_action": _mark([])}}, []) == [0, 1]
}

_found(type, object, around) := {found.path |
	some found in backup_plan_copy.violations with input as _given(type, object, around)
}

_given(type, object, around) := {
	"resource": {"type": type, "id": "it", "region": "europe-west3", "object": object, "unknown": {}},
	"context": {"siblings": {"backup-plan-copy": {"known": true, "resources": around}}},
}

_schedule(locations) := {"snapshot_schedule_policy": [{"snapshot_properties": [{"storage_locations": locations}]}]}

test_snapshots_are_not_only_where_the_disks_are if {
	of := "google_compute_resource_policy"
	_found(of, {"snapshot_schedule_policy": [{}]}, []) == set()
	_found(of, _schedule(["eu"]), []) == set()
	_found(of, _schedule(["europe-west1"]), []) == set()
	_found(of, _schedule(["europe-west3"]), []) == {"/snapshot_schedule_policy/0/snapshot_properties/0/storage_locations"}
	backup_plan_copy.not_applicable with input as _given(of, {"instance_schedule_policy": [{}]}, [])
	not backup_plan_copy.not_applicable with input as _given(of, _schedule([]), [])
}

test_a_vault_of_azure_is_in_two_regions_that_both_restore if {
	of := "azurerm_recovery_services_vault"
	restored := {"cross_region_restore_enabled": true}
	_found(of, restored, []) == set()
	_found(of, {}, []) == {"/cross_region_restore_enabled"}
	_found(of, {"storage_mode_type": "LocallyRedundant"}, []) == {"/storage_mode_type"}
	other := "azurerm_data_protection_backup_vault"
	_found(other, object.union(restored, {"redundancy": "GeoRedundant"}), []) == set()
	_found(other, {"redundancy": "ZoneRedundant"}, []) == {"/redundancy"}
}

test_a_vault_of_site_recovery_is_not_judged if {
	fabric := {"type": "azurerm_site_recovery_fabric", "id": "f", "object": {"recovery_vault_name": "west"}, "unknown": {}}
	vault := {"name": "west", "storage_mode_type": "LocallyRedundant"}
	backup_plan_copy.not_applicable with input as _given("azurerm_recovery_services_vault", vault, [fabric])
	not backup_plan_copy.not_applicable with input as _given("azurerm_recovery_services_vault", vault, [])
}
