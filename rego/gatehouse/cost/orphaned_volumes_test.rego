package gatehouse.cost.orphaned_volumes_test

import data.gatehouse.cost.orphaned_volumes as rule

_input(type, object, resources, known) := {
	"resource": {"type": type, "id": $"{type}.data", "object": object},
	"context": {"siblings": {"orphaned-volumes": {"known": known, "resources": resources}}},
}

_judged(given) := {"violations": {violation.path | some violation in violations}, "unknowns": count(unknowns)} if {
	violations := rule.violations with input as given
	unknowns := rule.unknowns with input as given
}

_good := {"violations": set(), "unknowns": 0}

_bad := {"violations": {""}, "unknowns": 0}

_volume(resources, known) := _judged(_input("aws_ebs_volume", {"id": "vol-1"}, resources, known))

test_an_attachment_is_a_use if {
	_volume([{"type": "aws_volume_attachment", "id": "a", "object": {"volume_id": "vol-1"}}], true) == _good
	_volume([{"type": "aws_volume_attachment", "id": "a", "object": {"volume_id": "vol-2"}}], true) == _bad
}

test_none_is_found_where_all_are_seen if {
	_volume([], true) == _bad
	_volume([], false) == {"violations": set(), "unknowns": 1}
}

test_a_volume_of_kubernetes_is_a_use if {
	source := [{"csi": [{"volume_handle": "vol-1"}]}]
	_volume([{"type": "kubernetes_persistent_volume_v1", "id": "p", "object": {"spec": [{"persistent_volume_source": source}]}}], true) == _good
}

test_google_s_users_and_machines if {
	_judged(_input("google_compute_disk", {"self_link": "/disk", "users": ["/vm"]}, [], true)) == _good
	_judged(_input("google_compute_disk", {"self_link": "/disk", "users": []}, [], true)) == _bad
	machine := {"type": "google_compute_instance", "id": "i", "object": {"attached_disk": [{"source": "/other"}, {"source": "/disk"}]}}
	_judged(_input("google_compute_disk", {"self_link": "/disk", "users": []}, [machine], true)) == _good
}

test_azure_s_attachments_and_machines if {
	attachment := {"type": "azurerm_virtual_machine_data_disk_attachment", "id": "a", "object": {"managed_disk_id": "/disk"}}
	_judged(_input("azurerm_managed_disk", {"id": "/disk"}, [attachment], true)) == _good
	machine := {"type": "azurerm_virtual_machine", "id": "m", "object": {"storage_os_disk": [{"managed_disk_id": "/disk"}]}}
	_judged(_input("azurerm_managed_disk", {"id": "/disk"}, [machine], true)) == _good
	linux := {"type": "azurerm_linux_virtual_machine", "id": "l", "object": {"os_managed_disk_id": "/disk"}}
	_judged(_input("azurerm_managed_disk", {"id": "/disk"}, [linux], true)) == _good
}

test_a_volume_whose_claim_is_gone if {
	_judged(_input("v1/PersistentVolume", {"status": {"phase": "Released"}}, [], true)) == {"violations": {"/status/phase"}, "unknowns": 0}
	_judged(_input("v1/PersistentVolume", {"status": {"phase": "Bound"}}, [], true)) == _good
	_judged(_input("v1/PersistentVolume", {}, [], false)) == _good
}
