package gatehouse.scanning.ecr_scan_on_push_test

import data.gatehouse.scanning.ecr_scan_on_push

_repository(values) := {
	"type": "aws_ecr_repository",
	"id": "aws_ecr_repository.web",
	"region": "eu-central-1",
	"object": object.union({"name": "shop/web"}, values),
	"unknown": {},
}

_registry(region, frequency, filter) := {
	"type": "aws_ecr_registry_scanning_configuration",
	"id": "aws_ecr_registry_scanning_configuration.this",
	"region": region,
	"object": {"scan_type": "BASIC", "rule": [{
		"scan_frequency": frequency,
		"repository_filter": [{"filter": filter, "filter_type": "WILDCARD"}],
	}]},
	"unknown": {},
}

_judged(resource, registries) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	around := {"siblings": {"ecr-scan-on-push": {"known": true, "resources": registries}}}
	violations := ecr_scan_on_push.violations with input as {"resource": resource, "context": around}
	unknowns := ecr_scan_on_push.unknowns with input as {"resource": resource, "context": around}
}

_kept := {"violations": 0, "unknowns": 0}

_broken := {"violations": 1, "unknowns": 0}

_open := {"violations": 0, "unknowns": 1}

_on := {"image_scanning_configuration": [{"scan_on_push": true}]}

_off := {"image_scanning_configuration": [{"scan_on_push": false}]}

test_the_repository_says_it if {
	_judged(_repository(_on), []) == _kept
	_judged(_repository(_off), []) == _broken
	_judged(_repository({}), []) == _broken
}

test_the_registry_says_it if {
	_judged(_repository(_off), [_registry("eu-central-1", "SCAN_ON_PUSH", "*")]) == _kept
	_judged(_repository({}), [_registry("eu-central-1", "CONTINUOUS_SCAN", "shop/*")]) == _kept
	_judged(_repository({}), [_registry("eu-central-1", "SCAN_ON_PUSH", "web")]) == _kept
}

test_the_registry_says_it_of_others if {
	_judged(_repository({}), [_registry("eu-central-1", "SCAN_ON_PUSH", "api")]) == _broken
	_judged(_repository({}), [_registry("eu-central-1", "MANUAL", "*")]) == _broken
	_judged(_repository({}), [_registry("eu-west-1", "SCAN_ON_PUSH", "*")]) == _broken
}

test_what_is_known_after_apply_is_open if {
	mark := {"references": [], "computed": false, "open": true}
	undecided := object.union(_repository({}), {"unknown": {"/image_scanning_configuration": mark}})
	_judged(undecided, []) == _open
	later := object.union(_registry("eu-central-1", "SCAN_ON_PUSH", ""), {"unknown": {"/rule/0/repository_filter/0/filter": mark}})
	_judged(_repository({}), [later]) == _open
	rules := object.union(_registry("eu-central-1", "SCAN_ON_PUSH", "api"), {"unknown": {"/rule": mark}})
	_judged(_repository({}), [rules]) == _open
	named := object.union(_repository({}), {"unknown": {"/name": mark}})
	_judged(named, [_registry("eu-central-1", "SCAN_ON_PUSH", "api")]) == _open
	_judged(named, [_registry("eu-central-1", "SCAN_ON_PUSH", "*")]) == _kept
}
