# METADATA
# title: What Git manages is changed by its controller only
# description: >-
#   A change by hand to what Argo CD or Flux applies is undone at the next sync, or lives on where nobody sees it and breaks the next
#   release. Judged are changes, deletes and scaling of objects that carry the mark of their tool, whoever asks; scaling by an
#   autoscaler, status and garbage collection are none. In an emergency the object carries an owner, a reason and an expiry: then the
#   change is let through, and recorded as a warning, in the audit log, in the log and in the metric `gatehouse_break_glass_total`.
# related_resources:
#   - ref: https://opengitops.dev/
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
#   - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#garbage-collection
# custom:
#   id: gitops-managed-change
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: high
#   action: deny
#   doors: [admission]
#   kinds: ["v1/*", "*/*/*"]
#   operations: [update, delete, scale]
#   requires: [request]
#   controls:
#     soc2: [CC8.1]
#   remediation: >-
#     Commit the change to the repository that the application comes from. In an emergency annotate the object in the same request:
#     `gatehouse.dev/break-glass-owner: you@example.com`, `gatehouse.dev/break-glass-reason: what happens` and
#     `gatehouse.dev/break-glass-expires: "2026-12-01T18:00:00Z"`, at most `maxBreakGlass` from now. Name other controllers that
#     write to such objects in `operators`. Deletes and `kubectl scale` are judged where the API server asks about them, for which the
#     chart has `webhooks.managedByGit.enabled`; for scaling, annotate the object first.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       annotations:
#         description: Annotations by which a tool marks what it manages.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [argocd.argoproj.io/tracking-id]
#       labels:
#         description: >-
#           Labels by which a tool marks what it manages. `app.kubernetes.io/instance`, by which Argo CD before 3.0 tracks unless told
#           otherwise, is not among them, because Helm sets it on everything.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [argocd.argoproj.io/instance, kustomize.toolkit.fluxcd.io/name, helm.toolkit.fluxcd.io/name]
#       controllers:
#         description: Users, as globs, that apply what is in Git. Where they impersonate a service account, name that.
#         type: array
#         items: {type: string, minLength: 1}
#         default:
#           - system:serviceaccount:argocd:argocd-application-controller
#           - system:serviceaccount:flux-system:kustomize-controller
#           - system:serviceaccount:flux-system:helm-controller
#       operators:
#         description: Users, as globs, that write to objects on behalf of the cluster or of what Git says.
#         type: array
#         items: {type: string, minLength: 1}
#         default:
#           - system:apiserver
#           - system:kube-controller-manager
#           - system:kube-scheduler
#           - system:node:*
#           - system:serviceaccount:kube-system:*
#           - system:serviceaccount:argo-rollouts:argo-rollouts
#           - system:serviceaccount:flagger-system:flagger
#           - system:serviceaccount:istio-system:istiod*
#           - system:serviceaccount:cert-manager:cert-manager*
#           - system:serviceaccount:external-secrets:external-secrets*
#           - system:serviceaccount:keda:keda-*
#       groups:
#         description: Groups, as globs, whose members may change what Git manages at any time.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#       ignored:
#         description: What anybody may change, as globs of JSON Pointers. The status and what the API server keeps never count.
#         type: array
#         items: {type: string, minLength: 1}
#         default: ["/metadata/finalizers*"]
#       breakGlass:
#         description: How the names of the annotations begin that let a change through; `-owner`, `-reason`, `-expires` follow.
#         type: string
#         minLength: 1
#         default: gatehouse.dev/break-glass
#       breakGlassGroups:
#         description: Groups, as globs, whose members may let a change through. Without any, whoever may change the object.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#       maxBreakGlass:
#         description: The longest that a change may be let through for.
#         type: string
#         format: duration
#         default: 24h
package gatehouse.gitops.gitops_managed_change

import data.gatehouse.lib.glob
import data.gatehouse.lib.pointer

_parameters := data.config.parameters["gitops-managed-change"]

_request := input.context.request

_user := _request.user.name

# What it was decides: who takes the mark off changes what is managed.
_mark(field, key) := value if {
	value := object.get(_request.before, ["metadata", field, key], "")
	value != ""
}

_managed contains key if {
	some key in _parameters.labels
	_mark("labels", key)
}

# Argo CD names the object in its mark; one that names another was copied by whoever made this one.
_managed contains key if {
	some key in _parameters.annotations
	value := _mark("annotations", key)
	not _of_another(key, value)
}

_of_another("argocd.argoproj.io/tracking-id", value) if not endswith(value, $"/{input.resource.name}")

# What a controller makes of an object that is managed copies its labels, and is no part of Git.
_made if {
	some owner in object.get(_request.before, ["metadata", "ownerReferences"], [])
	owner.controller == true
}

_entitled if glob.any_match(array.concat(_parameters.controllers, _parameters.operators), _user)

_entitled if _member(_parameters.groups)

_member(groups) if {
	some group in _request.user.groups
	glob.any_match(groups, group)
}

_glass := pointer.child("/metadata/annotations", _parameters.breakGlass)

_changed := [place |
	some place in _request.changed
	not glob.any_match(_parameters.ignored, place)
	not startswith(place, _glass)
]

_deleted if input.resource.operation == "delete"

_does := "deletes it" if {
	_deleted
} else := $"changes {concat(", ", array.slice(sort(_changed), 0, 3))}{_more}"

_more := $" and {count(_changed) - 3} more" if {
	count(_changed) > 3
} else := ""

_judged if {
	count(_managed) > 0
	not _made
}

# Who scales sends a number and no marks: those are known of what is watched.
_unseen if {
	input.resource.operation == "scale"
	not _request.before
}

not_applicable if {
	not _judged
	not _unseen
}

unknowns contains {
	"path": "/spec/replicas",
	"message": $"{_user} scales it, and whether Git manages it is not known: this server has not seen it in the cluster",
} if {
	_unseen
	_counts
	not _entitled
}

violations contains object.union(
	{
		"path": "",
		"message": $"{_user} {_does}, but Git manages it ({concat(", ", sort(_managed))}); commit the change instead",
	},
	_waiver,
) if {
	_judged
	not _entitled
	_counts
}

_counts if _deleted

_counts if count(_changed) > 0

_annotation(name) := trim_space(value) if {
	key := $"{_parameters.breakGlass}-{name}"
	value := input.resource.object.metadata.annotations[key]
	is_string(value)
}

# Who lets it through must say so in full; whether that is still true is decided by when it is judged.
_waiver := {"waiver": {
	"owner": _annotation("owner"),
	"reason": _annotation("reason"),
	"expires": _annotation("expires"),
	"seconds": _parameters.maxBreakGlass.value,
}} if {
	_annotation("owner") != ""
	_annotation("reason") != ""
	_may_break
} else := {}

_may_break if count(_parameters.breakGlassGroups) == 0

_may_break if _member(_parameters.breakGlassGroups)
