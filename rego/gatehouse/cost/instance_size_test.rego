package gatehouse.cost.instance_size_test

import data.gatehouse.cost.instance_size as rule

_parameters := {"maxProcessors": 8, "labels": ["env"], "nonProduction": ["dev"]}

_input(labels, type) := {
	"resource": {"type": "aws_instance", "labels": labels, "object": {"instance_type": type}, "facets": {"tags": {"state": "known", "unknownValues": []}}},
	"context": {},
}

_found(given) := {violation.message | some violation in violations} if {
	violations := rule.violations with input as given with data.config.parameters["instance-size"] as _parameters
}

test_a_large_machine_outside_production_is_found if {
	_found(_input({"env": "dev"}, "m6i.4xlarge")) == {"m6i.4xlarge has 16 processors, more than 8 outside production"}
}

test_a_small_one_is_kept if _found(_input({"env": "dev"}, "m6i.2xlarge")) == set()

test_production_is_not_judged if {
	rule.not_applicable with input as _input({"env": "prod"}, "m6i.4xlarge") with data.config.parameters["instance-size"] as _parameters
	_found(_input({"env": "prod"}, "m6i.4xlarge")) == set()
}

test_without_labels_a_large_one_is_open if {
	given := object.union(_input({}, "m6i.4xlarge"), {"resource": {"facets": {"tags": {"state": "unknown"}}}})
	unknowns := rule.unknowns with input as given with data.config.parameters["instance-size"] as _parameters
	count(unknowns) == 1
	_found(given) == set()
}
