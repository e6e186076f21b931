package gatehouse.secrets.kms_key_rotation_test

import data.gatehouse.secrets.kms_key_rotation as rule

_key(type, object) := {"resource": {"type": type, "id": $"{type}.k", "object": object, "unknown": {}}}

_found(type, object) := {violation.message |
	some violation in rule.violations with input as _key(type, object)
		with data.config.parameters as {"kms-key-rotation": {"maxDays": 365}}
}

_exempt(type, object) if rule.not_applicable with input as _key(type, object)

test_aws if {
	_found("aws_kms_key", {}) == {"the key is never rotated; set enable_key_rotation = true"}
	_found("aws_kms_key", {"enable_key_rotation": false}) == {"the key is never rotated; set enable_key_rotation = true"}
	_found("aws_kms_key", {"enable_key_rotation": true}) == set()
	_found("aws_kms_key", {"enable_key_rotation": true, "rotation_period_in_days": 90}) == set()
	_found("aws_kms_key", {"enable_key_rotation": true, "rotation_period_in_days": 730}) == {"the key is rotated every 730 days; rotate it every 365"}
}

test_only_symmetric_keys_rotate if {
	_exempt("aws_kms_key", {"customer_master_key_spec": "RSA_2048"})
	_exempt("aws_kms_key", {"custom_key_store_id": "cks-1"})
	_exempt("google_kms_crypto_key", {"purpose": "ASYMMETRIC_SIGN"})
	not _exempt("aws_kms_key", {"customer_master_key_spec": "SYMMETRIC_DEFAULT"})
	not _exempt("google_kms_crypto_key", {})
	not _exempt("azurerm_key_vault_key", {})
}

test_google if {
	_found("google_kms_crypto_key", {}) == {"the key is never rotated; set rotation_period"}
	_found("google_kms_crypto_key", {"rotation_period": "7776000s"}) == set()
	_found("google_kms_crypto_key", {"rotation_period": "63072000s"}) == {"the key is rotated every 730 days; rotate it every 365"}
}

_policy(after) := {"rotation_policy": [{"automatic": [{"time_after_creation": after}]}]}

test_azure if {
	_found("azurerm_key_vault_key", {}) == {"the key is never rotated; add a rotation_policy with an automatic block"}
	_found("azurerm_key_vault_key", {"rotation_policy": [{"expire_after": "P90D"}]}) == {"the key is never rotated; add a rotation_policy with an automatic block"}
	_found("azurerm_key_vault_key", _policy("P90D")) == set()
	_found("azurerm_key_vault_key", _policy("P2Y")) == {"the key is rotated every 730 days; rotate it every 365"}
}

test_what_is_not_known_yet if {
	later := {"unknown": {"/enable_key_rotation": {"references": [], "computed": false, "open": false}}}
	given := {"resource": object.union(_key("aws_kms_key", {}).resource, later)}
	unknowns := rule.unknowns with input as given
	{unknown.message | some unknown in unknowns} == {"whether the key is rotated is known only after apply"}
	rule.violations == set() with input as given
}
