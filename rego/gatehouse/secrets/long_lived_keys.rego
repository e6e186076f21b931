# METADATA
# title: Workloads have identities, not keys
# description: >-
#   A key that somebody made once opens until somebody remembers to delete it; who copied it in between, nobody knows. Roles,
#   workload identity and projected tokens give the same access for an hour at a time, and cannot be copied for later.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
#   - ref: https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
#   - ref: https://kubernetes.io/docs/concepts/security/service-accounts/#get-a-token
#   - ref: https://learn.microsoft.com/en-us/azure/storage/common/shared-key-authorization-prevent
# custom:
#   id: long-lived-keys
#   pack: secrets
#   default: off
#   sentence: Each workload has its own identity.
#   severity: high
#   action: warn
#   kinds:
#     - aws_iam_access_key
#     - google_service_account_key
#     - google_storage_hmac_key
#     - azuread_application_password
#     - azuread_service_principal_password
#     - v1/Secret
#     - kubernetes_secret
#     - kubernetes_secret_v1
#     - azurerm_storage_account
#     - azurerm_cosmosdb_account
#     - azurerm_servicebus_namespace
#     - azurerm_eventhub_namespace
#     - azurerm_container_registry
#     - azurerm_redis_cache
#     - azurerm_search_service
#     - azurerm_cognitive_account
#     - azurerm_app_configuration
#     - azurerm_kubernetes_cluster
#   controls:
#     cis: [GCP 2.0.0 1.4]
#     soc2: [CC6.1]
#   remediation: >-
#     AWS: an `aws_iam_role` that the workload assumes (instance profile, IRSA or Pod Identity, OIDC for pipelines). Google: Workload
#     Identity Federation. Azure: a managed identity or `azuread_application_federated_identity_credential`. Kubernetes: a
#     projected `serviceAccountToken` volume, or `kubectl create token`. Accounts of Azure: assign roles to who uses them, then switch
#     the keys off (`shared_access_key_enabled = false`); Terraform itself needs `storage_use_azuread = true` in the provider then.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.secrets.long_lived_keys

import data.gatehouse.lib.attribute

_token := "kubernetes.io/service-account-token"

_type := attribute.read(input.resource, ["type"])

_is_secret if input.resource.type in {"v1/Secret", "kubernetes_secret", "kubernetes_secret_v1"}

# Most secrets are something else.
not_applicable if {
	_is_secret
	not attribute.is(_type, _token)
	not attribute.undecided(_type)
}

not_applicable if attribute.is(attribute.read(input.resource, ["status"]), "Inactive")

not_applicable if {
	input.resource.type == "google_storage_hmac_key"
	attribute.is(attribute.read(input.resource, ["state"]), "INACTIVE")
}

# Cosmos DB knows identities for its API of SQL only.
not_applicable if {
	input.resource.type == "azurerm_cosmosdb_account"
	kind := attribute.read_or(input.resource, ["kind"], "GlobalDocumentDB")
	kind.state == "known"
	kind.value != "GlobalDocumentDB"
}

not_applicable if {
	input.resource.type == "azurerm_cosmosdb_account"
	some keys in attribute.blocks(input.resource, ["capabilities"])
	attribute.read(input.resource, array.concat(keys, ["name"])).value in {"EnableCassandra", "EnableGremlin", "EnableTable"}
}

# What makes Terraform replace the key in time.
_renewed if attribute.is_set(attribute.read(input.resource, [_renewal[input.resource.type]]))

_renewal := {
	"google_service_account_key": "keepers",
	"azuread_application_password": "rotate_when_changed",
	"azuread_service_principal_password": "rotate_when_changed",
}

_said := {
	"aws_iam_access_key": "the access key is valid until somebody deletes it; use a role",
	"google_service_account_key": "the key is valid until somebody deletes it; use workload identity",
	"google_storage_hmac_key": "the key is valid until somebody deletes it; use workload identity",
	"azuread_application_password": "nothing renews the client secret; use a federated credential, or set rotate_when_changed",
	"azuread_service_principal_password": "nothing renews the client secret; use a managed identity, or set rotate_when_changed",
}

violations contains {"path": "", "message": _said[input.resource.type]} if not _renewed

violations contains {
	"path": _type.path,
	"message": "the token of the service account never expires; use a projected serviceAccountToken volume",
} if {
	_is_secret
	attribute.is(_type, _token)
}

# Keys that an account of Azure has by itself, and which open all of it: what switches them off, and what it is without.
_switches := {
	"azurerm_storage_account": {"name": "shared_access_key_enabled", "off": false, "default": true},
	"azurerm_cosmosdb_account": {"name": "local_authentication_enabled", "off": false, "default": true},
	"azurerm_servicebus_namespace": {"name": "local_auth_enabled", "off": false, "default": true},
	"azurerm_eventhub_namespace": {"name": "local_authentication_enabled", "off": false, "default": true},
	"azurerm_redis_cache": {"name": "access_keys_authentication_enabled", "off": false, "default": true},
	"azurerm_search_service": {"name": "local_authentication_enabled", "off": false, "default": true},
	"azurerm_cognitive_account": {"name": "local_auth_enabled", "off": false, "default": true},
	"azurerm_app_configuration": {"name": "local_auth_enabled", "off": false, "default": true},
	"azurerm_kubernetes_cluster": {"name": "local_account_disabled", "off": true, "default": false},
	"azurerm_container_registry": {"name": "admin_enabled", "off": false, "default": false},
}

_switch := _switches[input.resource.type]

_switched := attribute.read_or(input.resource, [_switch.name], _switch["default"])

_off if attribute.is(_switched, _switch.off)

# What Cosmos DB's switch is called before version 5 of the provider.
_off if {
	input.resource.type == "azurerm_cosmosdb_account"
	attribute.is_set(attribute.read(input.resource, ["local_authentication_disabled"]))
	not attribute.is(attribute.read(input.resource, ["local_authentication_disabled"]), false)
}

violations contains {
	"path": _switched.path,
	"message": $"its keys open all of it until somebody makes new ones; set {_switch.name} = {_switch.off}",
} if {
	not _off
	not attribute.undecided(_switched)
}

unknowns contains attribute.unknown(_switched, "whether its keys are switched off")
