package gatehouse.disaster_recovery.backup_vault_lock_test

import data.gatehouse.disaster_recovery.backup_vault_lock

_judged(locks, known) := [count(violations), count(unknowns)] if {
	judged := {
		"resource": {"type": "aws_backup_vault", "id": "aws_backup_vault.main", "object": {"name": "main"}, "unknown": {}},
		"context": {"siblings": {"backup-vault-lock": {"known": known, "resources": locks}}},
	}
	violations := backup_vault_lock.violations with input as judged
	unknowns := backup_vault_lock.unknowns with input as judged
}

_lock(name) := {"type": "aws_backup_vault_lock_configuration", "object": {"backup_vault_name": name}, "unknown": {}}

test_a_locked_vault_is_kept if _judged([_lock("main")], true) == [0, 0]

test_a_vault_without_its_own_lock_is_found if {
	_judged([], true) == [1, 0]
	_judged([_lock("other")], true) == [1, 0]
}

test_what_is_not_seen_leaves_it_open if {
	_judged([], false) == [0, 1]
	mark := {"/backup_vault_name": {"references": [], "computed": false, "open": true}}
	_judged([object.union(_lock(null), {"unknown": mark})], true) == [0, 1]
}

_azure(object, around) := {
	"resource": {"type": "azurerm_recovery_services_vault", "id": "it", "object": object, "unknown": {}},
	"context": {"siblings": {"backup-vault-lock": {"known": true, "resources": around}}},
}

test_a_vault_of_azure_says_it_itself if {
	backup_vault_lock.violations == set() with input as _azure({"immutability": "Locked"}, [])
	backup_vault_lock.violations == set() with input as _azure({"immutability": "Unlocked"}, [])
	count(backup_vault_lock.violations) == 1 with input as _azure({"immutability": "Disabled"}, [])
	count(backup_vault_lock.violations) == 1 with input as _azure({}, [])
}

test_a_vault_of_site_recovery_is_not_judged if {
	fabric := {"type": "azurerm_site_recovery_fabric", "id": "f", "object": {"recovery_vault_name": "west"}, "unknown": {}}
	backup_vault_lock.not_applicable with input as _azure({"name": "west"}, [fabric])
	not backup_vault_lock.not_applicable with input as _azure({"name": "west"}, [])
}
