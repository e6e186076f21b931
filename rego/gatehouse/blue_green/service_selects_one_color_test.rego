package gatehouse.blue_green.service_selects_one_color_test

import data.gatehouse.blue_green.service_selects_one_color

_workload(color, spec) := {"name": color, "namespace": "shop", "object": {"spec": object.union(
	{"template": {"metadata": {"labels": {"app": "shop", "slot": color}}}},
	spec,
)}}

_both := [_workload("blue", {}), _workload("green", {})]

_judged(spec, known, others) := {"violations": violations, "unknowns": unknowns, "applies": applies} if {
	resource := {"namespace": "shop", "object": {"spec": spec}}
	around := {"siblings": {"service-selects-one-color": {"known": known, "resources": others}}}
	parameters := {"service-selects-one-color": {"colors": ["blue", "green"]}}
	violations := {found.path |
		some found in service_selects_one_color.violations with input as {"resource": resource, "context": around}
			with data.config.parameters as parameters
	}
	unknowns := {found.path |
		some found in service_selects_one_color.unknowns with input as {"resource": resource, "context": around}
			with data.config.parameters as parameters
	}
	applies := count([true |
		service_selects_one_color.not_applicable with input as {"resource": resource, "context": around}
			with data.config.parameters as parameters
	]) == 0
}

_path := "/spec/selector"

_app := {"selector": {"app": "shop"}}

_kept := {"violations": set(), "unknowns": set(), "applies": true}

_none := {"violations": set(), "unknowns": set(), "applies": false}

test_one_color_is_kept if {
	_judged({"selector": {"app": "shop", "slot": "blue"}}, true, _both) == _kept
	_judged({"selector": {"app": "shop", "slot": "blue"}}, false, _both) == _kept
}

test_two_colors_are_a_violation if {
	_judged(_app, true, _both).violations == {_path}
	_judged(_app, false, _both).violations == {_path}
}

test_what_runs_no_pods_gets_no_requests if {
	_judged(_app, true, [_workload("blue", {}), _workload("green", {"replicas": 0})]) == _kept
}

test_headless_services_only_list if _judged(object.union(_app, {"clusterIP": "None"}), true, _both) == _none

test_without_colors_it_does_not_apply if {
	_judged(_app, true, [_workload("east", {}), _workload("west", {})]) == _none
	_judged({}, true, _both) == _none
	_judged({"selector": {"app": "other"}}, true, _both) == _none
}

test_where_not_all_is_seen_it_is_unknown if {
	_judged(_app, false, [_workload("blue", {})]).unknowns == {_path}
}
