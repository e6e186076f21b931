# METADATA
# title: Applications in production follow a fixed revision
# description: >-
#   An Application that follows a branch or a range deploys whatever is pushed next, to production as to everywhere else. With a
#   tag, a commit or one version of a chart, a release is a change that was reviewed, and a rollback is that change reverted.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/
# custom:
#   id: argocd-pinned-revision
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: medium
#   action: warn
#   kinds: [argoproj.io/*/Application, argoproj.io/*/ApplicationSet]
#   remediation: >-
#     Set `targetRevision` to a tag (`v1.4.2`), to a commit, or to one version of the chart (`1.4.2`), and let a pull request
#     raise it. Branches that are promoted by pull request on purpose can be listed in the parameter `allow`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       labels:
#         description: Labels of the Application that tell its environment.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [env, environment, app.kubernetes.io/environment]
#       production:
#         description: Their values that mean production; others are not judged.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [prod, production]
#       allow:
#         description: Revisions that may be followed though they move, as globs (`*` and `?`).
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.gitops.argocd_pinned_revision

import data.gatehouse.lib.argocd
import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.revision

_parameters := data.config.parameters["argocd-pinned-revision"]

not_applicable if not revision.in_environment(_labelled, _parameters)

# The hydrator follows a branch by design, and the promotion is the merge of what it wrote.
not_applicable if attribute.is_set(attribute.read(input.resource, array.concat(argocd.spec(input.resource), ["sourceHydrator"])))

# What an ApplicationSet makes carries the labels of its template.
_labelled := {"labels": object.union(
	object.get(input.resource, "labels", {}),
	object.get(input.resource.object, ["spec", "template", "metadata", "labels"], {}),
)}

violations contains {"path": answer.path, "message": message} if {
	some source in argocd.sources(input.resource)
	answer := attribute.read_or(input.resource, array.concat(source, ["targetRevision"]), "HEAD")
	is_string(answer.value)
	not argocd.templated(answer.value)
	not glob.any_match(_parameters.allow, answer.value)
	why := _why(source, answer.value)
	message := $"the revision \"{answer.value}\" {why}; pin a tag, a commit or one version"
}

_why(source, value) := "is the latest version of the chart" if {
	value == "HEAD"
	_is_chart(source)
}

else := revision.moving_chart(value) if _is_chart(source)

else := revision.moving_in_git(value)

_is_chart(source) if attribute.is_set(attribute.read(input.resource, array.concat(source, ["chart"])))
