# METADATA
# title: A sealed secret opens only where it belongs
# description: >-
#   A SealedSecret is in Git for many to read. Sealed cluster-wide, anybody who may create objects in any one namespace can copy it
#   there under any name and read what comes out.
# related_resources:
#   - ref: https://github.com/bitnami-labs/sealed-secrets#scopes
# custom:
#   id: sealed-secret-scope
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: high
#   action: warn
#   kinds: [bitnami.com/*/SealedSecret]
#   remediation: >-
#     Seal it again for its namespace and name: `kubeseal --scope strict --format yaml < secret.yaml`. The scope is part of what is
#     encrypted, so that taking the annotation away is not enough.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       namespaceWide:
#         description: Accept secrets that open under any name within their namespace.
#         type: boolean
#         default: true
package gatehouse.gitops.sealed_secret_scope

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["sealed-secret-scope"]

_cluster_wide := attribute.read(input.resource, ["metadata", "annotations", "sealedsecrets.bitnami.com/cluster-wide"])

_namespace_wide := attribute.read(input.resource, ["metadata", "annotations", "sealedsecrets.bitnami.com/namespace-wide"])

violations contains {
	"path": _cluster_wide.path,
	"message": "the secret opens in every namespace; seal it again for its own",
} if {
	attribute.is(_cluster_wide, true)
}

violations contains {
	"path": _namespace_wide.path,
	"message": "the secret opens under any name in its namespace; seal it again for its own",
} if {
	not _parameters.namespaceWide
	attribute.is(_namespace_wide, true)
	not attribute.is(_cluster_wide, true)
}
