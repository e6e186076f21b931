package gatehouse.scanning.scanner_coverage_test

import data.gatehouse.scanning.scanner_coverage

_mark := {"references": [], "computed": false, "open": true}

_enabler(types, region) := {
	"type": "aws_inspector2_enabler",
	"region": region,
	"object": {"resource_types": types},
	"unknown": {},
}

_found(resource, others) := {violation.path: violation.message |
	around := {"siblings": {"scanner-coverage": {"known": true, "resources": others}}}
	some violation in scanner_coverage.violations with input as {"resource": resource, "context": around}
		with data.config.parameters as {"scanner-coverage": {"resourceTypes": ["ECR", "EC2"]}}
}

test_an_enabler if {
	_found(_enabler(["EC2", "ECR", "LAMBDA"], "eu-central-1"), []) == {}
	_found(_enabler(["EC2"], "eu-central-1"), []) == {
		"/resource_types": "Inspector does not scan ECR; add it to resource_types",
	}
}

test_enablers_of_a_region_add_up if {
	_found(_enabler(["EC2"], "eu-central-1"), [_enabler(["ECR"], "eu-central-1")]) == {}
	object.keys(_found(_enabler(["EC2"], "eu-central-1"), [_enabler(["ECR"], "eu-west-1")])) == {"/resource_types"}
}

test_what_is_known_after_apply_is_open if {
	later := {"type": "aws_inspector2_enabler", "object": {}, "unknown": {"/resource_types": _mark}}
	_found(later, []) == {}
	_found(_enabler(["EC2"], "eu-central-1"), [later]) == {}
	unknowns := scanner_coverage.unknowns with input.resource as later
	unknowns == {{"path": "/resource_types", "message": "what Inspector scans is known only after apply"}}
}

_organization(object, unknown) := {
	"type": "aws_inspector2_organization_configuration",
	"object": object,
	"unknown": unknown,
}

test_an_organization if {
	_found(_organization({"auto_enable": [{"ec2": true, "ecr": true}]}, {}), []) == {}
	_found(_organization({"auto_enable": [{"ec2": true, "ecr": false}]}, {}), []) == {
		"/auto_enable/0/ecr": "Inspector does not scan ECR of accounts that join; set ecr = true",
	}
	_found(_organization({}, {"/auto_enable": _mark}), []) == {}
}

_plan(object) := {"type": "azurerm_security_center_subscription_pricing", "object": object, "unknown": {}}

test_defender if {
	_found(_plan({"resource_type": "Containers", "tier": "Standard"}), []) == {}
	_found(_plan({"resource_type": "Containers", "tier": "Free"}), []) == {
		"/tier": "Defender does not scan Containers in the tier Free; set tier = \"Standard\"",
	}
	scanner_coverage.not_applicable with input.resource as _plan({"resource_type": "KeyVaults", "tier": "Free"})
	not scanner_coverage.not_applicable with input.resource as _plan({"tier": "Free"})
}
