package gatehouse.compliance.imdsv2_test

import data.gatehouse.compliance.imdsv2

_mark(computed) := {"references": [], "computed": computed, "open": true}

_tokens := "/metadata_options/0/http_tokens"

_instance(values, unknown) := {"type": "aws_instance", "region": "eu-central-1", "object": values, "unknown": unknown}

_defaults(region, tokens) := {
	"type": "aws_ec2_instance_metadata_defaults",
	"region": region,
	"object": {"http_tokens": tokens},
	"unknown": {},
}

_input(resource, others) := {
	"resource": resource,
	"context": {"siblings": {"imdsv2": {"known": true, "resources": others}}},
}

_judged(resource, others) := {"violations": violations, "unknowns": count(unknowns)} if {
	violations := {found.path | some found in imdsv2.violations with input as _input(resource, others)}
	unknowns := imdsv2.unknowns with input as _input(resource, others)
}

_kept := {"violations": set(), "unknowns": 0}

_broken := {"violations": {_tokens}, "unknowns": 0}

_open := {"violations": set(), "unknowns": 1}

test_tokens_are_required if {
	_judged(_instance({"metadata_options": [{"http_tokens": "required"}]}, {}), []) == _kept
	_judged(_instance({"metadata_options": [{"http_endpoint": "disabled"}]}, {}), []) == _kept
}

test_tokens_are_optional if {
	_judged(_instance({"metadata_options": [{"http_tokens": "optional"}]}, {}), []) == _broken
	_judged(_instance({}, {}), []) == _broken
	_judged(_instance({}, {"/metadata_options": _mark(true)}), []) == _broken
}

test_the_account_says_it if {
	_judged(_instance({}, {}), [_defaults("eu-central-1", "required")]) == _kept
	_judged(_instance({}, {}), [_defaults("eu-west-1", "required")]) == _broken
	_judged(_instance({}, {}), [_defaults("eu-central-1", "no-preference")]) == _broken
	said := _instance({"metadata_options": [{"http_tokens": "optional"}]}, {})
	_judged(said, [_defaults("eu-central-1", "required")]) == _broken
}

test_what_is_known_after_apply_is_open if {
	_judged(_instance({}, {_tokens: _mark(false)}), []) == _open
	_judged(_instance({}, {"/metadata_options": _mark(false)}), []) == _open
}

test_a_template_is_judged_in_the_place_of_its_instances if {
	imdsv2.not_applicable with input as _input(_instance({"launch_template": [{"id": "lt-1"}]}, {}), [])
	not imdsv2.not_applicable with input as _input(_instance({}, {}), [])
}
