package gatehouse.disaster_recovery.failover_records_test

import data.gatehouse.disaster_recovery.failover_records

_record(type, more) := {
	"type": "aws_route53_record",
	"id": $"aws_route53_record.{lower(type)}",
	"object": object.union({"zone_id": "Z1", "name": "shop.example.com", "type": "A", "failover_routing_policy": [{"type": type}]}, more),
	"unknown": {},
}

_primary := _record("PRIMARY", {"health_check_id": "1"})

_input(resource, others, known) := {
	"resource": resource,
	"context": {"siblings": {"failover-records": {"known": known, "resources": others}}},
}

_judged(resource, others, known) := {"violations": violations, "unknowns": unknowns} if {
	around := _input(resource, others, known)
	violations := {found.path | some found in failover_records.violations with input as around}
	unknowns := {found.path | some found in failover_records.unknowns with input as around}
}

_kept := {"violations": set(), "unknowns": set()}

_secondary := _record("SECONDARY", {})

_mark := {"references": [], "computed": false, "open": true}

test_a_checked_primary_with_a_secondary_is_kept if {
	_judged(_primary, [_secondary], true) == _kept
	_judged(_primary, [_record("SECONDARY", {"name": "Shop.example.com."})], true) == _kept
	_judged(_record("PRIMARY", {"alias": [{"evaluate_target_health": true}]}), [_secondary], true) == _kept
	_judged(object.union(_primary, {"unknown": {"/zone_id": _mark}}), [_secondary], true) == _kept
	_judged(_primary, [object.union(_secondary, {"unknown": {"/zone_id": _mark}})], true) == _kept
}

test_a_primary_that_nothing_checks_is_found if {
	found := {"violations": {"/health_check_id"}, "unknowns": set()}
	_judged(_record("PRIMARY", {}), [_secondary], true) == found
	_judged(_record("PRIMARY", {"alias": [{"evaluate_target_health": false}]}), [_secondary], true) == found
}

test_a_target_that_may_be_checked_is_open if {
	unknown := {"unknown": {"/alias/0/evaluate_target_health": _mark}}
	_judged(object.union(_record("PRIMARY", {}), unknown), [_secondary], true) == {
		"violations": set(),
		"unknowns": {"/alias/0/evaluate_target_health"},
	}
}

test_a_primary_alone_is_found_where_all_are_seen if {
	_judged(_primary, [], true) == {"violations": {""}, "unknowns": set()}
	_judged(_primary, [_record("SECONDARY", {"name": "other.example.com"})], true) == {"violations": {""}, "unknowns": set()}
	_judged(_primary, [], false) == {"violations": set(), "unknowns": {""}}
	unknown := {"unknown": {"/failover_routing_policy": _mark}}
	_judged(_primary, [object.union(_secondary, unknown)], true) == {"violations": set(), "unknowns": {""}}
}

test_other_records_are_not_judged if {
	failover_records.not_applicable with input as _input(_secondary, [], true)
	not failover_records.not_applicable with input as _input(_primary, [], true)
}

_found(type, object, others, known) := {found.path | some found in failover_records.violations with input as _given(type, object, others, known)}

_given(type, object, others, known) := {
	"resource": {"type": type, "id": $"{type}.it", "object": object, "unknown": {}},
	"context": {"siblings": {"failover-records": {"known": known, "resources": others}}},
}

_dns(primary, more) := {"routing_policy": [object.union({"primary_backup": [{"primary": [primary], "backup_geo": [{"location": "europe-west1"}]}]}, more)]}

test_cloud_dns_checks_what_is_no_load_balancer if {
	of := "google_dns_record_set"
	balancer := {"internal_load_balancers": [{"ip_address": "10.0.0.2"}]}
	external := {"external_endpoints": ["192.0.2.1"]}
	_found(of, _dns(balancer, {}), [], true) == set()
	_found(of, _dns(external, {"health_check": "check"}), [], true) == set()
	_found(of, _dns(external, {}), [], true) == {"/routing_policy/0/health_check"}
	failover_records.not_applicable with input as _given(of, {"rrdatas": ["192.0.2.1"]}, [], true)
	not failover_records.not_applicable with input as _given(of, _dns(external, {}), [], true)
}

_traffic := {"id": "/profiles/shop", "traffic_routing_method": "Priority"}

_endpoint(priority, more) := {
	"type": "azurerm_traffic_manager_azure_endpoint",
	"id": $"azurerm_traffic_manager_azure_endpoint.{priority}",
	"name": $"endpoint-{priority}",
	"object": object.union({"profile_id": "/profiles/shop", "priority": priority}, more),
	"unknown": {},
}

test_a_profile_has_two_endpoints_of_which_the_first_can_be_left if {
	of := "azurerm_traffic_manager_profile"
	_found(of, _traffic, [_endpoint(1, {}), _endpoint(2, {})], true) == set()
	_found(of, _traffic, [_endpoint(1, {}), _endpoint(2, {"always_serve_enabled": true})], true) == set()
	_found(of, _traffic, [_endpoint(1, {"always_serve_enabled": true}), _endpoint(2, {})], true) == {"/traffic_routing_method"}
	_found(of, _traffic, [_endpoint(1, {}), _endpoint(2, {"enabled": false})], true) == {""}
	_found(of, _traffic, [_endpoint(1, {"enabled": false})], true) == {""}
	_found(of, _traffic, [_endpoint(1, {})], false) == set()
	count(failover_records.unknowns) == 1 with input as _given(of, _traffic, [_endpoint(1, {})], false)
	_found(of, _traffic, [], true) == set()
	count(failover_records.unknowns) == 1 with input as _given(of, _traffic, [], true)
	failover_records.not_applicable with input as _given(of, {"traffic_routing_method": "Performance"}, [], true)
	not failover_records.not_applicable with input as _given(of, _traffic, [], true)
}
