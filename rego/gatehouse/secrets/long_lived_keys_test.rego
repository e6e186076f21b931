package gatehouse.secrets.long_lived_keys_test

import data.gatehouse.secrets.long_lived_keys as rule

_resource(type, object) := {"resource": {"type": type, "id": $"{type}.k", "object": object, "unknown": {}}}

_found(type, object) := {violation.message | some violation in rule.violations with input as _resource(type, object)}

_exempt(type, object) if rule.not_applicable with input as _resource(type, object)

test_keys_are_found if {
	_found("aws_iam_access_key", {}) == {"the access key is valid until somebody deletes it; use a role"}
	_found("google_service_account_key", {}) == {"the key is valid until somebody deletes it; use workload identity"}
	count(_found("azuread_application_password", {})) == 1
	count(_found("azuread_service_principal_password", {})) == 1
}

test_keys_that_are_renewed_are_kept if {
	_found("google_service_account_key", {"keepers": {"time": "2026"}}) == set()
	_found("azuread_application_password", {"rotate_when_changed": {"time": "2026"}}) == set()
}

test_tokens_of_service_accounts_are_found if {
	_found("v1/Secret", {"type": "kubernetes.io/service-account-token"}) == {"the token of the service account never expires; use a projected serviceAccountToken volume"}
	not _exempt("v1/Secret", {"type": "kubernetes.io/service-account-token"})
}

test_others_are_not_judged if {
	_exempt("v1/Secret", {"type": "Opaque"})
	_exempt("kubernetes_secret", {})
	_exempt("aws_iam_access_key", {"status": "Inactive"})
	not _exempt("aws_iam_access_key", {})
	_found("v1/Secret", {"type": "Opaque"}) == set()
}

test_keys_of_accounts_are_found_unless_they_are_off if {
	_found("azurerm_storage_account", {}) == {"its keys open all of it until somebody makes new ones; set shared_access_key_enabled = false"}
	_found("azurerm_storage_account", {"shared_access_key_enabled": false}) == set()
	_found("azurerm_kubernetes_cluster", {}) == {"its keys open all of it until somebody makes new ones; set local_account_disabled = true"}
	_found("azurerm_kubernetes_cluster", {"local_account_disabled": true}) == set()
	_found("azurerm_container_registry", {}) == set()
	count(_found("azurerm_container_registry", {"admin_enabled": true})) == 1
	_found("azurerm_cosmosdb_account", {"local_authentication_disabled": true}) == set()
	count(_found("azurerm_cosmosdb_account", {"local_authentication_disabled": false})) == 1
}

test_accounts_that_know_keys_only if {
	_exempt("azurerm_cosmosdb_account", {"kind": "MongoDB"})
	_exempt("azurerm_cosmosdb_account", {"capabilities": [{"name": "EnableTable"}]})
	not _exempt("azurerm_cosmosdb_account", {"capabilities": [{"name": "EnableServerless"}]})
	_exempt("google_storage_hmac_key", {"state": "INACTIVE"})
	count(_found("google_storage_hmac_key", {})) == 1
}

test_a_switch_that_is_not_known_yet if {
	later := {"unknown": {"/local_auth_enabled": {"references": [], "computed": false, "open": false}}}
	given := object.union(_resource("azurerm_servicebus_namespace", {}), {"resource": later})
	count(rule.unknowns) == 1 with input as given
	count(rule.violations) == 0 with input as given
}
