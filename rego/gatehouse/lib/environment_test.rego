package gatehouse.lib.environment_test

import data.gatehouse.lib.environment

_parameters := {"labels": ["env", "environment"], "nonProduction": ["dev", "dev-*"]}

_of(resource, context) := environment.outside_production({"resource": resource, "context": context}, _parameters)

test_the_resource_s_own_label_counts if {
	_of({"labels": {"env": "dev"}}, {}) == "yes"
	_of({"labels": {"Environment": "Dev-2"}}, {}) == "yes"
	_of({"labels": {"env": "prod"}}, {"namespace": {"labels": {"env": "dev"}}}) == "no"
	_of({"labels": {"env": "prod", "environment": "dev"}}, {}) == "no"
}

test_else_the_namespace_s if _of({"labels": {}}, {"namespace": {"labels": {"env": "dev"}}}) == "yes"

test_without_a_label_it_may_be_production if _of({"labels": {}}, {}) == "no"

test_labels_that_are_not_known_leave_it_open if {
	_of({"labels": {}, "facets": {"tags": {"state": "unknown", "unknownValues": []}}}, {}) == "unknown"
	_of({"labels": {}, "facets": {"tags": {"state": "known", "unknownValues": ["Env"]}}}, {}) == "unknown"
	_of({"labels": {}}, {"namespaceUnseen": true}) == "unknown"
}

test_a_node_pool_has_those_of_its_nodes if {
	_of({"labels": {}, "object": {"node_config": [{"resource_labels": {"env": "dev"}}]}}, {}) == "yes"
}
