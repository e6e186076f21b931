# METADATA
# title: No Secret is in Git as it is
# description: >-
#   Base64 is no encryption: whoever can read the repository, its forks or its backups has what is in the Secret, and its history keeps
#   it after it was deleted. One that somebody applies by hand is nowhere to be found when the cluster has to be made again.
#   The same is true of what a kustomization writes out for a Secret (`secretGenerator` with `literals`).
#   SealedSecrets, ExternalSecrets and files that SOPS encrypted are safe in Git, and the Secrets that controllers make of them are none
#   of this rule's business.
# related_resources:
#   - ref: https://external-secrets.io/latest/
#   - ref: https://github.com/bitnami-labs/sealed-secrets
#   - ref: https://fluxcd.io/flux/guides/mozilla-sops/
# custom:
#   id: plaintext-secret
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: critical
#   action: deny
#   kinds: [v1/Secret, kustomize.config.k8s.io/*/Kustomization, kustomize.config.k8s.io/*/Component]
#   controls:
#     pci: [8.6.2]
#     soc2: [CC6.1]
#   remediation: >-
#     Change the secret, because it has been seen. Then keep an ExternalSecret in Git that names where it is, or seal it:
#     `kubeseal --format yaml < secret.yaml > sealed-secret.yaml`, and delete `secret.yaml`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exemptTypes:
#         description: Types of Secrets that may be in Git, as globs.
#         type: array
#         items: {type: string}
#         default: ["kubernetes.io/service-account-token", "helm.sh/release*", "bootstrap.kubernetes.io/*"]
package gatehouse.gitops.plaintext_secret

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.pointer

_parameters := data.config.parameters["plaintext-secret"]

_metadata := input.resource.object.metadata

_annotations := object.get(input.resource.object, ["metadata", "annotations"], {})

# What a kustomization writes out, or where a Secret has its first data.
_places := [["secretGenerator", place, "literals"] |
	some place, generator in object.get(input.resource.object, ["secretGenerator"], [])
	count(object.get(generator, ["literals"], [])) > 0
	not glob.any_match(_parameters.exemptTypes, object.get(generator, ["type"], "Opaque"))
] if {
	startswith(input.resource.type, "kustomize.config.k8s.io/")
} else := array.slice(
	[[field] |
		some field in ["data", "stringData"]
		count(object.get(input.resource.object, [field], {})) > 0
	],
	0, 1,
)

# One without data, or one that is filled in later.
not_applicable if count(_places) == 0

not_applicable if glob.any_match(_parameters.exemptTypes, attribute.read_or(input.resource, ["type"], "Opaque").value)

not_applicable if count(_metadata.ownerReferences) > 0

# SOPS keeps how it is encrypted beside what it encrypted.
not_applicable if input.resource.object.sops

# The plugin of Argo CD puts the values in when it applies what is in Git.
not_applicable if _annotations["avp.kubernetes.io/path"]

# Where nothing tells who made it, a controller may have.
not_applicable if {
	_is_live
	not _by_hand
}

# Only the API server gives these.
_is_live if _metadata.uid

_by_hand if _annotations["kubectl.kubernetes.io/last-applied-configuration"]

_by_hand if {
	some field in _metadata.managedFields
	startswith(field.manager, "kubectl")
}

violations contains {
	"path": pointer.of(place),
	"message": $"{_what}; keep an ExternalSecret or a SealedSecret in Git in its place",
} if {
	some place in _places
}

_what := "somebody applied the secret as it is" if _is_live

else := "the secret is readable for everybody who can read this file"
