package gatehouse.compliance.required_tags_test

import data.gatehouse.compliance.required_tags

_defaults := {
	"required": ["team"],
	"patterns": {},
	"values": {},
	"labels": {},
	"inherit": true,
	"supply": {},
	"maxContextAge": {"text": "10m", "value": 600},
}

_labels(fields) := object.union(
	{
		"taggable": true,
		"state": "known",
		"path": "/metadata/labels",
		"style": "labels",
		"values": {},
		"unknownValues": [],
	},
	fields,
)

_tags(fields) := object.union(_labels({"path": "/tags", "style": "tags"}), fields)

_input(source, tags, context) := {
	"resource": {"source": source, "facets": {"tags": tags}},
	"context": context,
}

_shop := {"namespace": {"name": "shop", "labels": {"team": "a"}, "annotations": {"env": "prod"}}}

_violations(given, parameters) := found if {
	found := required_tags.violations with input as given
		with data.config.parameters["required-tags"] as object.union(_defaults, parameters)
}

_unknowns(given, parameters) := found if {
	found := required_tags.unknowns with input as given
		with data.config.parameters["required-tags"] as object.union(_defaults, parameters)
}

test_fail_missing if {
	_violations(_input("terraform", _tags({}), {}), {}) == {{"path": "/tags/team", "message": "tag team is missing"}}
}

test_fail_once_for_a_list if {
	given := _input("terraform", _tags({"path": "/tag", "listed": true}), {})
	_violations(given, {"required": ["team", "env"]}) == {{"path": "/tag", "message": "tag env is missing; tag team is missing"}}
}

test_fail_empty if {
	_violations(_input("kubernetes", _labels({"values": {"team": " "}}), {}), {}) == {{"path": "/metadata/labels/team", "message": "label team is empty"}}
}

test_fail_key_that_looks_the_same if {
	_violations(_input("terraform", _tags({"values": {"Cost_Center": "1"}}), {}), {"required": ["cost-center"]}) == {{
		"path": "/tags/cost-center",
		"message": "tag cost-center is missing (Cost_Center is there, but keys are compared exactly)",
	}}
}

test_fail_key_is_escaped if {
	_violations(_input("kubernetes", _labels({}), {}), {"labels": {"team": "example.com/team"}}) == {{"path": "/metadata/labels/example.com~1team", "message": "label example.com/team is missing"}}
}

test_fail_value_that_is_not_allowed if {
	given := _input("terraform", _tags({"values": {"env": "prd", "team": "a"}}), {})
	_violations(given, {"values": {"env": ["prod", "test"]}}) == {{"path": "/tags/env", "message": `tag env is "prd"; allowed is prod, test`}}
}

test_fail_value_that_does_not_match if {
	given := _input("terraform", _tags({"values": {"team": "A"}}), {})
	_violations(given, {"patterns": {"team": "^[a-z]$"}}) == {{"path": "/tags/team", "message": `tag team is "A"; it must match ^[a-z]$`}}
}

test_fail_inherited_value_that_is_not_allowed if {
	_violations(_input("kubernetes", _labels({}), _shop), {"values": {"team": ["b"]}}) == {{
		"path": "/metadata/labels/team",
		"message": `label team is "a", as its namespace shop has it; allowed is b`,
	}}
}

test_success_known_and_allowed if {
	given := _input("terraform", _tags({"values": {"team": "a"}}), {})
	_violations(given, {"values": {"team": ["a"]}, "patterns": {"team": "a"}}) == set()
}

test_success_constraint_of_a_key_that_is_not_required if {
	_violations(_input("terraform", _tags({"values": {"team": "a"}}), {}), {"values": {"env": ["prod"]}}) == set()
}

test_success_inherited_from_label_and_annotation if {
	_violations(_input("kubernetes", _labels({}), _shop), {"required": ["team", "env"]}) == set()
}

test_success_not_taggable if _violations(_input("terraform", _tags({"taggable": false}), {}), {}) == set()

test_success_set_to_an_unknown_value if {
	given := _input("terraform", _tags({"unknownValues": ["team"]}), {})
	_violations(given, {}) == set()
	_unknowns(given, {}) == set()
}

test_tags_of_clouds_are_not_inherited if {
	count(_violations(_input("terraform", _tags({}), _shop), {})) == 1
}

test_unknown_value_under_a_constraint if {
	given := _input("terraform", _tags({"unknownValues": ["team"]}), {})
	_violations(given, {"values": {"team": ["a"]}}) == set()
	_unknowns(given, {"values": {"team": ["a"]}}) == {{
		"path": "/tags/team",
		"message": "tag team is set, but its value cannot be read before apply; allowed is a",
	}}
}

test_unknown_tags if {
	given := _input("terraform", _tags({"state": "unknown"}), {})
	_violations(given, {}) == set()
	_unknowns(given, {}) == {{
		"path": "/tags",
		"message": "the tags are known only after apply, and with them whether team is there",
	}}
	_unknowns(given, {"required": []}) == set()
}

test_success_required_tags_among_further_unknown_ones if {
	given := _input("terraform", _tags({"state": "unknown", "values": {"team": "a"}, "unknownValues": ["env"]}), {})
	_violations(given, {"required": ["team", "env"]}) == set()
	_unknowns(given, {"required": ["team", "env"]}) == set()
}

test_fail_refused_value_among_further_unknown_tags if {
	given := _input("terraform", _tags({"state": "unknown", "values": {"team": "b"}}), {})
	_violations(given, {"values": {"team": ["a"]}}) == {{
		"path": "/tags/team",
		"message": `tag team is "b"; allowed is a`,
	}}
	_unknowns(given, {"values": {"team": ["a"]}}) == set()
}

_fixes(given, parameters) := {violation.fix | some violation in _violations(given, parameters)}

test_fix_from_the_namespace if {
	_fixes(_input("kubernetes", _labels({}), _shop), {"inherit": false, "supply": {"team": "b"}}) == {{
		"description": "add team from namespace shop",
		"patch": [{"op": "add", "path": "/metadata/labels/team", "value": "a"}],
	}}
}

test_fix_from_an_annotation_of_the_namespace if {
	_fixes(_input("kubernetes", _labels({}), _shop), {"inherit": false, "required": ["env"]}) == {{
		"description": "add env from namespace shop",
		"patch": [{"op": "add", "path": "/metadata/labels/env", "value": "prod"}],
	}}
}

test_fix_from_the_configuration_where_the_namespace_has_a_refused_value if {
	parameters := {"inherit": false, "supply": {"team": "b"}, "values": {"team": ["b"]}}
	_fixes(_input("kubernetes", _labels({}), _shop), parameters) == {{
		"description": "add team from the configuration",
		"patch": [{"op": "add", "path": "/metadata/labels/team", "value": "b"}],
	}}
}

test_fix_is_offered_for_terraform if {
	_fixes(_input("terraform", _tags({}), {}), {"supply": {"team": "Team A"}}) == {{
		"description": "add team from the configuration to /tags",
		"offer": `"team" = "Team A"`,
	}}
}

test_no_fix_that_would_not_end_the_violation if {
	_fixes(_input("kubernetes", _labels({}), {}), {"supply": {"team": "b"}, "patterns": {"team": "a"}}) == set()
	_fixes(_input("kubernetes", _labels({}), {}), {"supply": {"team": "not a label"}}) == set()
	_fixes(_input("kubernetes", _labels({}), {}), {}) == set()
}

_old_shop := {"namespace": object.union(_shop.namespace, {"ageSeconds": 601})}

_unseen := {"namespaceUnseen": true}

test_unknown_with_a_namespace_that_was_last_seen_long_ago if {
	given := _input("kubernetes", _labels({}), _old_shop)
	count(_violations(given, {})) == 0
	_unknowns(given, {}) == {{"path": "/metadata/labels/team", "message": concat("", [
		"label team is not on the object itself",
		", and what is known of its namespace shop is 10 minutes old, more than 10m",
	])}}
}

test_unknown_with_a_namespace_that_was_not_seen if {
	given := object.union(_input("kubernetes", _labels({}), _unseen), {"resource": {"namespace": "new"}})
	count(_violations(given, {})) == 0
	_unknowns(given, {}) == {{
		"path": "/metadata/labels/team",
		"message": "label team is not on the object itself, and its namespace new was not seen in the cluster yet",
	}}
}

test_known_whatever_the_namespace_has if {
	every context in [_old_shop, _unseen] {
		has := _input("kubernetes", _labels({"values": {"team": "a"}}), context)
		count(_unknowns(has, {})) == 0
		lacks := _input("kubernetes", _labels({}), context)
		count(_violations(lacks, {"inherit": false})) == 1
		count(_unknowns(lacks, {"inherit": false})) == 0
	}
}
