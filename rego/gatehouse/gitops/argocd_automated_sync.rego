# METADATA
# title: Argo CD applies what Git says, by itself
# description: >-
#   An Application that somebody has to sync is a deployment by hand with one more button. Without `prune` what is deleted
#   in Git lives on in the cluster, and without `selfHeal` a change by hand stays until the next commit happens to undo it.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
# custom:
#   id: argocd-automated-sync
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: medium
#   action: deny
#   kinds: [argoproj.io/*/Application]
#   remediation: >-
#     Set `spec.syncPolicy.automated` to `{prune: true, selfHeal: true}`. What must never be pruned is annotated itself with
#     `argocd.argoproj.io/sync-options: Prune=false`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       prune:
#         description: Ask for `prune`, so that what is gone from Git goes from the cluster.
#         type: boolean
#         default: true
#       selfHeal:
#         description: Ask for `selfHeal`, so that a change by hand is undone at once.
#         type: boolean
#         default: true
package gatehouse.gitops.argocd_automated_sync

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["argocd-automated-sync"]

_automated := ["spec", "syncPolicy", "automated"]

# What is asked for, by the name of the field.
_wanted := {"prune": true, "selfHeal": true}

_off if attribute.read(input.resource, _automated).state == "absent"

_off if attribute.is(attribute.read(input.resource, array.concat(_automated, ["enabled"])), false)

violations contains {
	"path": "/spec/syncPolicy/automated",
	"message": "the application is synced by hand only; set syncPolicy.automated",
	"fix": {
		"description": "let Argo CD sync, prune and heal the application",
		"patch": [{"op": "add", "path": "/spec/syncPolicy/automated", "value": _wanted}],
	},
} if {
	_off
}

violations contains {
	"path": answer.path,
	"message": $"automated sync does not {_does[field]}; set {field}: true",
	"fix": {
		"description": $"set {field}: true",
		"patch": [{"op": "add", "path": answer.path, "value": true}],
	},
} if {
	not _off
	some field, _ in _wanted
	_parameters[field]
	answer := attribute.read(input.resource, array.concat(_automated, [field]))
	not attribute.is(answer, true)
}

_does := {
	"prune": "delete what is gone from Git",
	"selfHeal": "undo changes made by hand",
}
