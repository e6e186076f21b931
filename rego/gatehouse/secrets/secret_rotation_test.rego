package gatehouse.secrets.secret_rotation_test

import data.gatehouse.secrets.secret_rotation as rule

_secret(type, object) := {"type": type, "id": $"{type}.orders", "object": object, "unknown": {}}

_aws := _secret("aws_secretsmanager_secret", {"id": "arn:orders", "name": "orders"})

_rotation(rules) := {
	"type": "aws_secretsmanager_secret_rotation",
	"id": "aws_secretsmanager_secret_rotation.orders",
	"object": {"secret_id": "arn:orders", "rotation_rules": [rules]},
	"unknown": {},
}

_judged(resource, resources, known) := {"violations": violations, "unknowns": unknowns} if {
	given := {"resource": resource, "context": {"siblings": {"secret-rotation": {"known": known, "resources": resources}}}}
	violations := {violation.message | some violation in rule.violations} with input as given
		with data.config.parameters as {"secret-rotation": {"maxDays": 30}}
	unknowns := {unknown.message | some unknown in rule.unknowns} with input as given
		with data.config.parameters as {"secret-rotation": {"maxDays": 30}}
}

_violates(message) := {"violations": {message}, "unknowns": set()}

_unknown(message) := {"violations": set(), "unknowns": {message}}

_kept := {"violations": set(), "unknowns": set()}

test_a_secret_that_nothing_rotates if {
	_judged(_aws, [], true) == _violates("nothing rotates the secret; add an aws_secretsmanager_secret_rotation for it")
	_judged(_aws, [], false) == _unknown("whether something rotates the secret is not known here")
}

test_a_secret_that_may_be_rotated if {
	open := {"/secret_id": {"references": [], "computed": false, "open": true}}
	other := object.union(_rotation({}), {"object": {"secret_id": null}, "unknown": open})
	_judged(_aws, [other], true) == _unknown("whether something rotates the secret is not known here")
}

test_a_secret_that_is_rotated if {
	_judged(_aws, [_rotation({"automatically_after_days": 30})], true) == _kept
	inline := _secret("aws_secretsmanager_secret", {"rotation_rules": [{"automatically_after_days": 7}]})
	_judged(inline, [], true) == _kept
}

test_a_secret_that_is_rotated_too_seldom if {
	_judged(_aws, [_rotation({"schedule_expression": "rate(90 days)"})], true) == _violates("the secret is rotated every 90 days; rotate it every 30")
}

test_a_schedule_that_cannot_be_told if {
	_judged(_aws, [_rotation({"schedule_expression": "cron(0 8 1 JAN ? *)"})], true) == _unknown("how often the secret is rotated is not known here")
}

test_google if {
	type := "google_secret_manager_secret"
	_judged(_secret(type, {}), [], true) == _violates("nothing asks for the secret's rotation; set rotation_period")
	_judged(_secret(type, {"rotation": [{"rotation_period": "2592000s"}]}), [], true) == _kept
	_judged(_secret(type, {"rotation": [{"rotation_period": "7776000s"}]}), [], true) == _violates("the secret is rotated every 90 days; rotate it every 30")
	later := {"/rotation/0/rotation_period": {"references": [], "computed": false, "open": false}}
	_judged(object.union(_secret(type, {}), {"unknown": later}), [], true) == _unknown("how often the secret is rotated is known only after apply")
}

test_azure if {
	type := "azurerm_key_vault_secret"
	_judged(_secret(type, {}), [], true) == _violates("the secret never expires; set expiration_date")
	_judged(_secret(type, {"expiration_date": "2026-12-20T00:00:00Z"}), [], true) == _kept
}
