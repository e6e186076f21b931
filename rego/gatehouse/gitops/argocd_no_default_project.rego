# METADATA
# title: Applications belong to a project of their own
# description: >-
#   The project `default` is made by Argo CD itself and permits every repository, every cluster and every kind of object. An
#   Application in it can be pointed at anything, so Git is one way in among all others.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   id: argocd-no-default-project
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: medium
#   action: deny
#   kinds: [argoproj.io/*/Application, argoproj.io/*/ApplicationSet]
#   remediation: >-
#     Make an AppProject that lists the team's repositories and namespaces, and name it: `spec: {project: shop}`; in an
#     ApplicationSet `spec: {template: {spec: {project: shop}}}`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       projects:
#         description: Projects that no Application may be in.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [default]
package gatehouse.gitops.argocd_no_default_project

import data.gatehouse.lib.argocd
import data.gatehouse.lib.attribute

_parameters := data.config.parameters["argocd-no-default-project"]

_answer := attribute.read_or(input.resource, array.concat(argocd.spec(input.resource), ["project"]), "default")

violations contains {
	"path": _answer.path,
	"message": $"the project \"{_answer.value}\" is everybody's; name one that permits only what this application needs",
} if {
	_answer.value in _parameters.projects
}
