# METADATA
# title: A kustomization names what it takes from elsewhere by its version
# description: >-
#   A remote base without `?ref=`, or with that of a branch, is whatever stands there when it is built: the same commit comes to
#   something else tomorrow, and whoever may push there deploys here. The same is true of a chart without a version and of an image
#   whose tag moves.
# related_resources:
#   - ref: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/resource/
#   - ref: https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md
# custom:
#   id: kustomize-pinned
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [kustomize.config.k8s.io/*/Kustomization, kustomize.config.k8s.io/*/Component]
#   remediation: >-
#     Add the tag or, better, the commit to the URL: `https://github.com/example/base//deploy?ref=v1.4.2`. Take single files from a
#     release and not from a branch. Give each of `helmCharts` its `version`, and each of `images` a `digest` or a `newTag` that stays.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       moving:
#         description: Names of branches and tags that move, as globs.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         default: [HEAD, main, master, trunk, dev, develop, latest, stable, edge, nightly, "refs/heads/*"]
package gatehouse.gitops.kustomize_pinned

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

_moving := data.config.parameters["kustomize-pinned"].moving

_entries contains {"path": attribute.read(input.resource, [field, place]).path, "url": url} if {
	some field in ["resources", "bases", "components", "crds"]
	some place, url in object.get(input.resource.object, [field], [])
	is_string(url)
	regex.match(`^([a-z]+::)?([a-z]+://|git@|(github\.com|gitlab\.com|bitbucket\.org)[/:])`, url)
}

# A file by HTTP is taken as it is; everything else is a repository.
_file(url) if regex.match(`^https?://[^?]*\.(ya?ml|json)$`, url)

# Where the address of a file has its revision: in what GitHub, GitLab and Gitea serve, and the newest release.
_revision := `(?:raw\.githubusercontent\.com/[^/]+/[^/]+|/raw(?:/branch)?|/releases)/(?:refs/heads/)?([^/]+)/`

_ref(url) := ref if {
	[[_, ref]] := regex.find_all_string_submatch_n(`[?&](?:ref|version)=([^&]+)`, url, 1)
}

violations contains {
	"path": entry.path,
	"message": $"{_shown(entry.url)} is whatever stands there when it is built; add ?ref= with a tag or a commit",
} if {
	some entry in _entries
	not _file(entry.url)
	not _ref(entry.url)
}

violations contains {
	"path": entry.path,
	"message": $"{_shown(entry.url)} follows {_ref(entry.url)}, which moves; name a tag or a commit",
} if {
	some entry in _entries
	not _file(entry.url)
	glob.any_match(_moving, _ref(entry.url))
}

violations contains {
	"path": entry.path,
	"message": $"{_shown(entry.url)} follows {branch}, which moves; take the file of a release",
} if {
	some entry in _entries
	_file(entry.url)
	[[_, branch]] := regex.find_all_string_submatch_n(_revision, entry.url, 1)
	glob.any_match(_moving, branch)
}

# What stands before an @ may be a password.
_shown(url) := $"{scheme}//{rest}" if {
	[[_, scheme, rest]] := regex.find_all_string_submatch_n(`^([^/]*:)//[^/@]*@(.*)$`, url, 1)
} else := url

violations contains {
	"path": answer.path,
	"message": "the newest chart there is when it is built is taken; set version",
} if {
	some chart in attribute.blocks(input.resource, ["helmCharts"])
	answer := attribute.read(input.resource, array.concat(chart, ["version"]))
	attribute.unset(answer)
	attribute.is_set(attribute.read(input.resource, array.concat(chart, ["repo"])))
}

violations contains {
	"path": answer.path,
	"message": $"the tag {answer.value} moves; set newTag to a version, or a digest",
} if {
	some image in attribute.blocks(input.resource, ["images"])
	answer := attribute.read(input.resource, array.concat(image, ["newTag"]))
	is_string(answer.value)
	glob.any_match(_moving, answer.value)
	attribute.unset(attribute.read(input.resource, array.concat(image, ["digest"])))
}

# Only what is taken from elsewhere can move.
not_applicable if {
	count(_entries) == 0
	count(attribute.blocks(input.resource, ["helmCharts"])) == 0
	count(attribute.blocks(input.resource, ["images"])) == 0
}
