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
