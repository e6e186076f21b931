# METADATA
# title: No role of the cluster reads all secrets
# description: >-
#   Who may list secrets has all of them, and with them every service account and database of the namespace, or of the cluster.
#   `list` and `watch` show the values as `get` does. A workload needs the one or two that are its own.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/
# custom:
#   id: rbac-reads-all-secrets
#   pack: secrets
#   default: off
#   sentence: Each workload has its own identity.
#   severity: high
#   action: warn
#   kinds:
#     - rbac.authorization.k8s.io/*/Role
#     - rbac.authorization.k8s.io/*/ClusterRole
#     - kubernetes_role
#     - kubernetes_role_v1
#     - kubernetes_cluster_role
#     - kubernetes_cluster_role_v1
#   controls:
#     cis: [Kubernetes 1.9.0 5.1.2]
#     soc2: [CC6.3]
#   remediation: >-
#     Name the secrets: `resources: ["secrets"]`, `resourceNames: ["orders-database"]`, `verbs: ["get"]`; or mount them as files,
#     which needs no right at all.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exempt:
#         description: Names of roles that may, as globs, such as those of controllers that make secrets.
#         type: array
#         items: {type: string}
#         default: ["system:*", "cluster-admin", "admin", "edit"]
package gatehouse.secrets.rbac_reads_all_secrets

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

_parameters := data.config.parameters["rbac-reads-all-secrets"]

_fields := {"rules": ["rule"], "groups": "api_groups", "names": "resource_names"} if {
	input.resource.source == "terraform"
} else := {"rules": ["rules"], "groups": "apiGroups", "names": "resourceNames"}

not_applicable if glob.any_match(_parameters.exempt, input.resource.name)

not_applicable if {
	some metadata in input.resource.object.metadata
	glob.any_match(_parameters.exempt, metadata.name)
}

# What the API server keeps in order by itself.
not_applicable if input.resource.labels["kubernetes.io/bootstrapping"]

_at(keys, field) := attribute.read(input.resource, array.concat(keys, [field]))

_has(answer, values) if {
	some value in answer.value
	value in values
}

_reads(keys) := [verb |
	some verb in ["*", "get", "list", "watch"]
	verb in _at(keys, "verbs").value
]

violations contains {
	"path": _at(keys, "resources").path,
	"message": $"every secret can be read ({concat(", ", _reads(keys))}); name those that are needed in {_fields.names}",
} if {
	some keys in attribute.blocks(input.resource, _fields.rules)
	_has(_at(keys, _fields.groups), {"", "*"})
	_has(_at(keys, "resources"), {"secrets", "*"})
	not _named(keys)
	count(_reads(keys)) > 0
}

_named(keys) if {
	names := _at(keys, _fields.names)
	names.value != []
}

_named(keys) if attribute.undecided(_at(keys, _fields.names))

unknowns contains attribute.unknown(answer, "what the role allows") if {
	answer := attribute.read(input.resource, _fields.rules)
}

unknowns contains attribute.unknown(answer, "which secrets the role reads") if {
	some keys in attribute.blocks(input.resource, _fields.rules)
	some field in ["resources", "verbs", _fields.names]
	answer := _at(keys, field)
}
