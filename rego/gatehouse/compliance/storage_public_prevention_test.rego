package gatehouse.compliance.storage_public_prevention_test

import data.gatehouse.compliance.storage_public_prevention

_parameters := {"storage-public-prevention": {"exempt": ["public-*"]}}

_found(type, values) := {violation.path: violation.message |
	some violation in storage_public_prevention.violations with input.resource as {"type": type, "object": values, "unknown": {}}
		with data.config.parameters as _parameters
}

test_google if {
	_found("google_storage_bucket", {"public_access_prevention": "enforced", "uniform_bucket_level_access": true}) == {}
	_found("google_storage_bucket", {"public_access_prevention": "inherited"}) == {
		"/public_access_prevention": "a grant can make the bucket public; set public_access_prevention = \"enforced\"",
		"/uniform_bucket_level_access": concat("; ", [
			"each object can be opened by an ACL of its own",
			"set uniform_bucket_level_access = true",
		]),
	}
}

test_azure if {
	_found("azurerm_storage_account", {"allow_nested_items_to_be_public": false}) == {}
	opened := {"/allow_nested_items_to_be_public": concat("; ", [
		"each container can be opened to everybody",
		"set allow_nested_items_to_be_public = false",
	])}
	_found("azurerm_storage_account", {}) == opened
	_found("azurerm_storage_account", {"allow_nested_items_to_be_public": true}) == opened
}

test_what_is_known_after_apply_is_open if {
	mark := {"references": [], "computed": false, "open": true}
	resource := {
		"type": "azurerm_storage_account",
		"object": {},
		"unknown": {"/allow_nested_items_to_be_public": mark},
	}
	unknowns := storage_public_prevention.unknowns with input.resource as resource
	{unknown.path | some unknown in unknowns} == {"/allow_nested_items_to_be_public"}
}

test_what_is_meant_for_the_public_is_not_judged if {
	storage_public_prevention.not_applicable with input.resource as {"object": {"name": "public-site"}}
		with data.config.parameters as _parameters
}
