package gatehouse.canary.destination_subsets_test

import data.gatehouse.canary.destination_subsets

_service(http) := {"namespace": "shop", "object": {"spec": {"http": [http]}}}

_rule(host, namespace, names) := {"namespace": namespace, "object": {"spec": {
	"host": host,
	"subsets": [{"name": name} | some name in names],
}}}

_judged(resource, known, rules) := {"violations": violations, "unknowns": unknowns} if {
	around := {"siblings": {"destination-subsets": {"known": known, "resources": rules}}}
	violations := {found.path |
		some found in destination_subsets.violations with input as {"resource": resource, "context": around}
	}
	unknowns := {found.path |
		some found in destination_subsets.unknowns with input as {"resource": resource, "context": around}
	}
}

_none := {"violations": set(), "unknowns": set()}

_to(host, subset) := _service({"route": [{"destination": {"host": host, "subset": subset}}]})

_path := "/spec/http/0/route/0/destination/subset"

test_the_subset_is_there if {
	_judged(_to("shop", "canary"), true, [_rule("shop", "shop", ["primary", "canary"])]) == _none
	_judged(_to("shop.shop.svc.cluster.local", "canary"), true, [_rule("shop", "shop", ["canary"])]) == _none
	_judged(_to("shop", "canary"), true, [_rule("*.shop.svc.cluster.local", "istio-system", ["canary"])]) == _none
}

test_the_subset_is_missing if {
	_judged(_to("shop", "canary"), true, [_rule("shop", "shop", ["primary"])]).violations == {_path}
	_judged(_to("shop", "canary"), true, [_rule("shop", "other", ["canary"])]).violations == {_path}
	_judged(_to("shop", "canary"), true, []).violations == {_path}
}

test_mirrors_are_destinations if {
	mirrored := _service({
		"route": [{"destination": {"host": "shop"}}],
		"mirror": {"host": "shop", "subset": "next"},
		"mirrors": [{"destination": {"host": "shop", "subset": "next"}}],
	})
	_judged(mirrored, true, []).violations == {
		"/spec/http/0/mirror/subset",
		"/spec/http/0/mirrors/0/destination/subset",
	}
}

test_where_not_all_is_seen_it_is_unknown if {
	_judged(_to("shop", "canary"), false, []) == {"violations": set(), "unknowns": {_path}}
}

test_without_subsets_it_does_not_apply if {
	destination_subsets.not_applicable with input.resource as _service({"route": [{"destination": {"host": "shop"}}]})
}
