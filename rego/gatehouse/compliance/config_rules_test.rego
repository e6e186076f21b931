package gatehouse.compliance.config_rules_test

import data.gatehouse.compliance.config_rules

_context(types, known) := {"siblings": {"config-rules": {
	"known": known,
	"resources": [{"type": type} | some type in types],
}}}

_judged(types, known) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	violations := config_rules.violations with input.context as _context(types, known)
	unknowns := config_rules.unknowns with input.context as _context(types, known)
}

test_something_judges if {
	kept := {"violations": 0, "unknowns": 0}
	_judged(["aws_config_configuration_recorder", "aws_config_config_rule"], true) == kept
	_judged(["aws_config_configuration_recorder", "aws_config_organization_conformance_pack"], true) == kept
	_judged(["aws_config_configuration_recorder", "aws_securityhub_account"], true) == kept
}

test_nothing_judges if {
	_judged(["aws_config_configuration_recorder"], true) == {"violations": 1, "unknowns": 0}
	_judged(["aws_config_configuration_recorder"], false) == {"violations": 0, "unknowns": 1}
}

test_without_a_recorder_there_is_nothing_to_judge if {
	config_rules.not_applicable with input.context as _context(["aws_config_config_rule"], true)
	not config_rules.not_applicable with input.context as _context(["aws_config_configuration_recorder"], true)
}
