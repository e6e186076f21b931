package gatehouse.blue_green.listener_weights_test

import data.gatehouse.blue_green.listener_weights

_judged(type, object, marks) := {"violations": violations, "unknowns": unknowns} if {
	resource := {"type": type, "object": object, "unknown": marks}
	violations := {found.path: found.message | some found in listener_weights.violations with input.resource as resource}
	unknowns := {found.path | some found in listener_weights.unknowns with input.resource as resource}
}

_forward(weights) := {"default_action": [{"type": "forward", "forward": [{"target_group": [{"weight": weight} |
	some weight in weights
]}]}]}

_found(weights) := _judged("aws_lb_listener", _forward(weights), {}).violations

_place := "/default_action/0/forward/0/target_group"

test_percentages if {
	_found([90, 10]) == {}
	_found([100, 0]) == {}
}

test_no_percentages if {
	_found([9, 1]) == {_place: "the weights add up to 10; make them percentages that add up to 100"}
	_found([90, 20]) == {_place: "the weights add up to 110; make them percentages that add up to 100"}
	_found([0, 0]) == {_place: "the weights add up to 0; make them percentages that add up to 100"}
}

test_what_shares_alike_is_no_release if {
	_found([1, 1]) == {}
	_found([1, 0]) == {}
	_found([7]) == {}
	listener_weights.not_applicable with input.resource as {"type": "aws_lb_listener", "object": _forward([7])}
}

test_each_platform_has_its_own_fallback if {
	services := [{"name": "blue", "weight": 99}, {"name": "green"}]
	_judged("traefik.io/v1alpha1/TraefikService", {"spec": {"weighted": {"services": services}}}, {}).violations == {}
	backends := [{"weight": 99}, {}]
	map := {"default_route_action": [{"weighted_backend_services": backends}]}
	_judged("google_compute_url_map", map, {}).violations == {}
	other := {"default_route_action": [{"weighted_backend_services": [{"weight": 900}, {"weight": 50}]}]}
	{path | some path, _ in _judged("google_compute_url_map", other, {}).violations} == {
		"/default_route_action/0/weighted_backend_services",
	}
}

test_what_is_known_after_apply_is_unknown if {
	place := $"{_place}/1/weight"
	object := {"default_action": [{"forward": [{"target_group": [{"weight": 90}, {}]}]}]}
	_judged("aws_lb_listener", object, {place: {"references": [], "computed": false, "open": true}}) == {
		"violations": {},
		"unknowns": {place},
	}
}

_run(percents) := {"traffic": [{"percent": percent} | some percent in percents]}

_app(percents) := {"ingress": [{"traffic_weight": [{"percentage": percent} | some percent in percents]}]}

test_revisions_are_given_percent if {
	every type in ["google_cloud_run_service", "google_cloud_run_v2_service"] {
		_judged(type, _run([90, 10]), {}).violations == {}
		_judged(type, {"traffic": [{"percent": 100}, {"tag": "green"}]}, {}).violations == {}
		object.keys(_judged(type, _run([90, 20]), {}).violations) == {"/traffic"}
	}
	_judged("azurerm_container_app", _app([99, 1]), {}).violations == {}
	object.keys(_judged("azurerm_container_app", _app([90, 20]), {}).violations) == {"/ingress/0/traffic_weight"}
}
