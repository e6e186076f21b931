package gatehouse.compliance.config_remediation_test

import data.gatehouse.compliance.config_remediation

_mark := {"references": [], "computed": false, "open": true}

_rule(identifier) := {
	"type": "aws_config_config_rule",
	"id": "aws_config_config_rule.this",
	"object": {"name": "checked", "source": [{"owner": "AWS", "source_identifier": identifier}]},
	"unknown": {},
}

_remediation(rule) := {
	"type": "aws_config_remediation_configuration",
	"object": {"config_rule_name": rule, "target_id": "AWS-ConfigureS3BucketVersioning"},
	"unknown": {},
}

_input(resource, others, known) := {
	"resource": resource,
	"context": {"siblings": {"config-remediation": {"known": known, "resources": others}}},
}

_parameters := {"config-remediation": {"exempt": ["EC2_*"]}}

_judged(resource, others, known) := {"violations": violations, "unknowns": count(unknowns)} if {
	violations := {found.message |
		some found in config_remediation.violations with input as _input(resource, others, known)
			with data.config.parameters as _parameters
	}
	unknowns := config_remediation.unknowns with input as _input(resource, others, known)
		with data.config.parameters as _parameters
}

_open := {"violations": set(), "unknowns": 1}

test_mended if _judged(_rule("S3_BUCKET_VERSIONING_ENABLED"), [_remediation("checked")], true) == {"violations": set(), "unknowns": 0}

test_not_mended if {
	message := concat(" ", [
		"nothing mends what the rule finds; add an aws_config_remediation_configuration",
		"with AWS-ConfigureS3BucketVersioning",
	])
	_judged(_rule("S3_BUCKET_VERSIONING_ENABLED"), [_remediation("other")], true) == {"violations": {message}, "unknowns": 0}
}

test_what_is_not_seen_is_open if {
	_judged(_rule("S3_BUCKET_VERSIONING_ENABLED"), [], false) == _open
	later := object.union(_remediation(""), {"unknown": {"/config_rule_name": _mark}})
	_judged(_rule("S3_BUCKET_VERSIONING_ENABLED"), [later], true) == _open
	named := object.union(_rule(""), {"unknown": {"/source/0/source_identifier": _mark}})
	_judged(named, [], true) == _open
}

_not_judged(identifier) if {
	config_remediation.not_applicable with input as _input(_rule(identifier), [], true)
		with data.config.parameters as _parameters
}

test_what_nobody_can_mend_by_itself_is_not_judged if {
	_not_judged("ROOT_ACCOUNT_MFA_ENABLED")
	_not_judged("EC2_IMDSV2_CHECK")
	not _not_judged("S3_BUCKET_VERSIONING_ENABLED")
}
