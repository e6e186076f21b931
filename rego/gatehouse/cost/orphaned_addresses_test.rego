package gatehouse.cost.orphaned_addresses_test

import data.gatehouse.cost.orphaned_addresses as rule

_input(type, object, resources, known) := {
	"resource": {"type": type, "id": $"{type}.it", "object": object},
	"context": {"siblings": {"orphaned-addresses": {"known": known, "resources": resources}}},
}

_judged(type, object, resources) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	violations := rule.violations with input as _input(type, object, resources, true)
	unknowns := rule.unknowns with input as _input(type, object, resources, true)
}

_good := {"violations": 0, "unknowns": 0}

_bad := {"violations": 1, "unknowns": 0}

_eip := {"id": "eipalloc-1", "public_ip": "192.0.2.1", "association_id": "", "instance": ""}

test_an_association_is_a_use if {
	_judged("aws_eip", _eip, []) == _bad
	_judged("aws_eip", object.union(_eip, {"association_id": "eipassoc-1"}), []) == _good
	_judged("aws_eip", _eip, [{"type": "aws_nat_gateway", "id": "n", "object": {"allocation_id": "eipalloc-1"}}]) == _good
	_judged("aws_eip", _eip, [{"type": "aws_eip_association", "id": "a", "object": {"public_ip": "192.0.2.1"}}]) == _good
	_judged("aws_eip", _eip, [{"type": "aws_lb", "id": "l", "object": {"subnet_mapping": [{"allocation_id": "eipalloc-1"}]}}]) == _good
	_judged("aws_eip", _eip, [{"type": "aws_nat_gateway", "id": "n", "object": {"allocation_id": "eipalloc-2", "public_ip": "192.0.2.2"}}]) == _bad
}

test_google_says_it if {
	_judged("google_compute_address", {"status": "RESERVED", "users": []}, []) == _bad
	_judged("google_compute_address", {"status": "IN_USE"}, []) == _good
	_judged("google_compute_address", {"users": ["/forwardingRules/web"]}, []) == _good
	rule.not_applicable with input as _input("google_compute_address", {"address_type": "INTERNAL"}, [], true)
}

test_azure_s_frontends if {
	_judged("azurerm_public_ip", {"id": "/ip"}, []) == _bad
	_judged("azurerm_public_ip", {"id": "/ip"}, [{"type": "azurerm_lb", "id": "l", "object": {"frontend_ip_configuration": [{"public_ip_address_id": "/ip"}]}}]) == _good
	profile := {"network_profile": [{"load_balancer_profile": [{"outbound_ip_address_ids": ["/ip"]}]}]}
	_judged("azurerm_public_ip", {"id": "/ip"}, [{"type": "azurerm_kubernetes_cluster", "id": "k", "object": profile}]) == _good
}

test_what_this_door_does_not_see_is_open if {
	violations := rule.violations with input as _input("aws_eip", _eip, [], false)
	unknowns := rule.unknowns with input as _input("aws_eip", _eip, [], false)
	violations == set()
	count(unknowns) == 1
}
