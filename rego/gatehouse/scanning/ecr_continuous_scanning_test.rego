package gatehouse.scanning.ecr_continuous_scanning_test

import data.gatehouse.scanning.ecr_continuous_scanning

_resource(object) := {"type": "aws_ecr_registry_scanning_configuration", "object": object, "unknown": {}}

_found(resource, filters) := {violation.path: violation.message |
	some violation in ecr_continuous_scanning.violations with input as {"resource": resource}
		with data.config.parameters as {"ecr-continuous-scanning": {"filters": filters}}
}

_unknown(resource) := {unknown.path |
	some unknown in ecr_continuous_scanning.unknowns with input as {"resource": resource}
		with data.config.parameters as {"ecr-continuous-scanning": {"filters": ["*"]}}
}

_rule(frequency, filter) := {
	"scan_frequency": frequency,
	"repository_filter": [{"filter": filter, "filter_type": "WILDCARD"}],
}

_enhanced(rules) := _resource({"scan_type": "ENHANCED", "rule": rules})

test_all_are_scanned_continuously if {
	_found(_enhanced([_rule("SCAN_ON_PUSH", "*"), _rule("CONTINUOUS_SCAN", "*")]), ["*"]) == {}
	_found(_enhanced([_rule("CONTINUOUS_SCAN", "*")]), ["prod/*"]) == {}
	_found(_enhanced([_rule("CONTINUOUS_SCAN", "prod/*")]), ["prod/*"]) == {}
}

test_basic_scanning_is_not_continuous if {
	object.keys(_found(_resource({"scan_type": "BASIC", "rule": []}), ["*"])) == {"/scan_type"}
	object.keys(_found(_resource({}), ["*"])) == {"/scan_type"}
}

test_what_no_filter_names_is_found if {
	missing := {"/rule": "no rule scans * continuously; add one with scan_frequency = \"CONTINUOUS_SCAN\""}
	_found(_enhanced([]), ["*"]) == missing
	_found(_enhanced([_rule("SCAN_ON_PUSH", "*")]), ["*"]) == missing
	_found(_enhanced([_rule("CONTINUOUS_SCAN", "prod/*")]), ["*"]) == missing
}

test_what_is_known_after_apply_is_open if {
	mark := {"references": [], "computed": false, "open": true}
	_unknown(object.union(_resource({}), {"unknown": {"/scan_type": mark}})) == {"/scan_type"}
	later := object.union(_enhanced([]), {"unknown": {"/rule": mark}})
	_unknown(later) == {"/rule"}
	_found(later, ["*"]) == {}
	filter := object.union(_enhanced([_rule("CONTINUOUS_SCAN", "")]), {"unknown": {"/rule/0/repository_filter/0/filter": mark}})
	_unknown(filter) == {"/rule"}
}
