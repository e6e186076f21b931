# METADATA
# title: Argo CD projects list what they permit
# description: >-
#   A project is the fence around a team's Applications. With `*` for repositories, clusters or kinds it permits any code anywhere,
#   cluster roles and webhooks included, and whoever may write one Application owns the cluster.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/
# custom:
#   id: argocd-project-wildcards
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   controls:
#     soc2: [CC6.3]
#   severity: high
#   action: deny
#   kinds: [argoproj.io/*/AppProject]
#   remediation: >-
#     List the repositories (`https://git.example.com/shop/*` may end in a wildcard), the cluster and the namespaces, and of
#     the kinds of cluster objects only those that are needed, such as `{group: "", kind: Namespace}`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       namespaces:
#         description: Find destinations that permit every namespace of a cluster, `kube-system` and Argo CD's own among them.
#         type: boolean
#         default: true
package gatehouse.gitops.argocd_project_wildcards

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["argocd-project-wildcards"]

_wildcards := {"*", "**"}

violations contains {"path": answer.path, "message": $"{what}; list those that are needed"} if {
	some field, what in {
		"sourceRepos": "any repository may be the source",
		"sourceNamespaces": "Applications of any namespace may use the project",
	}
	some index, _ in object.get(input.resource.object, ["spec", field], [])
	answer := attribute.read(input.resource, ["spec", field, index])
	answer.value in _wildcards
}

violations contains {"path": answer.path, "message": $"any {what} may be the destination; list those that are needed"} if {
	some destination in attribute.blocks(input.resource, ["spec", "destinations"])
	some field, what in _places
	answer := attribute.read(input.resource, array.concat(destination, [field]))
	answer.value in _wildcards
}

_places["server"] := "cluster"

_places["name"] := "cluster"

_places["namespace"] := "namespace" if _parameters.namespaces

violations contains {
	"path": attribute.read(input.resource, entry).path,
	"message": "any kind of cluster-wide object may be made; list those that are needed",
} if {
	some entry in attribute.blocks(input.resource, ["spec", "clusterResourceWhitelist"])
	every field in ["group", "kind"] {
		attribute.is(attribute.read(input.resource, array.concat(entry, [field])), "*")
	}
}
