package gatehouse.compliance.account_guards_test

import data.gatehouse.compliance.account_guards

_context(types, known) := {"siblings": {"account-guards": {
	"known": known,
	"resources": [{"type": type} | some type in types],
}}}

_found(types, guards) := {violation.message |
	some violation in account_guards.violations with input.context as _context(types, true)
		with data.config.parameters as {"account-guards": {"guards": guards}}
}

_account := "aws_iam_account_password_policy"

_all := ["s3", "ebs", "guardduty", "securityhub"]

test_a_guarded_account if {
	_found(
		[
			_account, "aws_s3_account_public_access_block", "aws_ebs_encryption_by_default",
			"aws_guardduty_organization_configuration", "aws_securityhub_account",
		],
		_all,
	) == set()
}

test_what_is_missing_is_named if {
	_found([_account, "aws_s3_account_public_access_block", "aws_guardduty_detector"], _all) == {concat("", [
		"in the account that this sets up a disk can be made unencrypted (aws_ebs_encryption_by_default), ",
		"findings are not in one place (aws_securityhub_account)",
	])}
	_found([_account], ["guardduty"]) == {"in the account that this sets up no threat is detected (aws_guardduty_detector)"}
	_found([_account], []) == set()
}

test_what_is_not_seen_is_open if {
	unknowns := account_guards.unknowns with input.context as _context([_account], false)
		with data.config.parameters as {"account-guards": {"guards": _all}}
	count(unknowns) == 1
}

test_what_sets_up_no_account_is_not_judged if {
	account_guards.not_applicable with input.context as _context(["aws_guardduty_detector"], true)
	not account_guards.not_applicable with input.context as _context([_account], true)
}
