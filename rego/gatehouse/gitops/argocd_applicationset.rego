# METADATA
# title: ApplicationSets stop at missing values and make Applications that heal
# description: >-
#   One ApplicationSet is many Applications at once. Where a value is missing, a Go template writes `<no value>` into names, paths
#   and namespaces unless it is told to stop; and what the template does not sync by itself, somebody syncs by hand a hundred times.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Application-Deletion/
# custom:
#   id: argocd-applicationset
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: medium
#   action: deny
#   kinds: [argoproj.io/*/ApplicationSet]
#   remediation: >-
#     Set `goTemplateOptions: ["missingkey=error"]` beside `goTemplate: true`, and in the template's spec
#     `syncPolicy: {automated: {prune: true, selfHeal: true}}`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       preserveResources:
#         description: >-
#           Ask for `syncPolicy.preserveResourcesOnDeletion: true` too, so that who deletes the ApplicationSet does not delete all
#           that its Applications run. What is gone from Git then has to be deleted by hand.
#         type: boolean
#         default: false
package gatehouse.gitops.argocd_applicationset

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["argocd-applicationset"]

_options := attribute.read_or(input.resource, ["spec", "goTemplateOptions"], [])

violations contains {
	"path": _options.path,
	"message": "a missing value becomes the text \"<no value>\"; set goTemplateOptions: [\"missingkey=error\"]",
	"fix": {
		"description": "stop at missing values",
		"patch": [{"op": "add", "path": _options.path, "value": array.concat(_others, ["missingkey=error"])}],
	},
} if {
	attribute.is(attribute.read(input.resource, ["spec", "goTemplate"]), true)
	not "missingkey=error" in _options.value
}

_others := [option | some option in _options.value; not startswith(option, "missingkey=")]

_automated := ["spec", "template", "spec", "syncPolicy", "automated"]

_wanted := {"prune": true, "selfHeal": true}

_off if attribute.read(input.resource, _automated).state == "absent"

_off if attribute.is(attribute.read(input.resource, array.concat(_automated, ["enabled"])), false)

# A patch is a text with templates in it, which may well set the policy for some of the Applications.
_patched if attribute.is_set(attribute.read(input.resource, ["spec", "templatePatch"]))

_lacking[path] := "the generated Applications are synced by hand only; set syncPolicy.automated in the template" if {
	_off
	path := attribute.read(input.resource, _automated).path
}

_lacking[answer.path] := $"the generated Applications do not {does}; set {field}: true in the template" if {
	not _off
	some field, does in {"prune": "delete what is gone from Git", "selfHeal": "undo changes made by hand"}
	answer := attribute.read(input.resource, array.concat(_automated, [field]))
	not attribute.is(answer, true)
}

violations contains {
	"path": path,
	"message": message,
	"fix": {
		"description": "let Argo CD sync, prune and heal the generated Applications",
		"patch": [{"op": "add", "path": path, "value": object.get({true: _wanted}, endswith(path, "/automated"), true)}],
	},
} if {
	not _patched
	some path, message in _lacking
}

unknowns contains {
	"path": path,
	"message": "whether the generated Applications sync themselves is up to the templatePatch",
} if {
	_patched
	some path, _ in _lacking
}

violations contains {
	"path": preserved.path,
	"message": "deleting the ApplicationSet deletes what its Applications run; set preserveResourcesOnDeletion: true",
	"fix": {
		"description": "keep what the Applications run",
		"patch": [{"op": "add", "path": preserved.path, "value": true}],
	},
} if {
	_parameters.preserveResources
	preserved := attribute.read(input.resource, ["spec", "syncPolicy", "preserveResourcesOnDeletion"])
	not attribute.is(preserved, true)
}
