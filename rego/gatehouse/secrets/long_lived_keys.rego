# METADATA
# title: Workloads have identities, not keys
# description: >-
#   A key that somebody made once opens until somebody remembers to delete it; who copied it in between, nobody knows. Roles,
#   workload identity and projected tokens give the same access for an hour at a time, and cannot be copied for later.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
#   - ref: https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
#   - ref: https://kubernetes.io/docs/concepts/security/service-accounts/#get-a-token
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
#     - azuread_application_password
#     - azuread_service_principal_password
#     - v1/Secret
#     - kubernetes_secret
#     - kubernetes_secret_v1
#   controls:
#     cis: [GCP 2.0.0 1.4]
#     soc2: [CC6.1]
#   remediation: >-
#     AWS: an `aws_iam_role` that the workload assumes (instance profile, IRSA or Pod Identity, OIDC for pipelines). Google: Workload
#     Identity Federation. Azure: a managed identity or `azuread_application_federated_identity_credential`. Kubernetes: a
#     projected `serviceAccountToken` volume, or `kubectl create token`.
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
