package gatehouse.logging.search_domain_zones_test

import data.gatehouse.logging.search_domain_zones

_judged(config, unknown) := [{one.path | some one in violations}, {one.path | some one in unknowns}] if {
	marks := {path: {"references": [], "computed": false, "open": true} | some path in unknown}
	given := {"resource": {"object": {"cluster_config": config}, "unknown": marks}}
	parameters := {"search-domain-zones": {"minimumNodes": 3}}
	violations := search_domain_zones.violations with input as given with data.config.parameters as parameters
	unknowns := search_domain_zones.unknowns with input as given with data.config.parameters as parameters
}

_zones := "/cluster_config/0/zone_awareness_enabled"

_nodes := "/cluster_config/0/instance_count"

test_three_nodes_over_zones_are_kept if {
	_judged([{"instance_count": 3, "zone_awareness_enabled": true}], []) == [set(), set()]
	_judged([{"instance_count": 3, "multi_az_with_standby_enabled": true}], []) == [set(), set()]
}

test_one_zone_and_few_nodes_are_found if {
	_judged([], []) == [{_zones, _nodes}, set()]
	_judged([{"instance_count": 2, "zone_awareness_enabled": true}], []) == [{_nodes}, set()]
	_judged([{"instance_count": 3, "zone_awareness_enabled": false}], []) == [{_zones}, set()]
}

test_variables_are_unknown if {
	_judged([{}], [_zones, _nodes]) == [set(), {_zones, _nodes}]
	_judged([{"zone_awareness_enabled": true}], ["/cluster_config/0/multi_az_with_standby_enabled", _nodes]) == [set(), {_nodes}]
}
