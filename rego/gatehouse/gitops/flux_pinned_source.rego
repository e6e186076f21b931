# METADATA
# title: Flux takes fixed revisions to production
# description: >-
#   A source that follows a branch, or a release that takes any version of its chart, deploys whatever is pushed next, to production
#   as to everywhere else. With a tag, a digest or one version, a release is a change that was reviewed.
# related_resources:
#   - ref: https://fluxcd.io/flux/components/source/gitrepositories/#reference
#   - ref: https://fluxcd.io/flux/components/source/ocirepositories/#reference
#   - ref: https://fluxcd.io/flux/components/helm/helmreleases/#chart-template
# custom:
#   id: flux-pinned-source
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: medium
#   action: warn
#   kinds:
#     - source.toolkit.fluxcd.io/*/GitRepository
#     - source.toolkit.fluxcd.io/*/OCIRepository
#     - helm.toolkit.fluxcd.io/*/HelmRelease
#   remediation: >-
#     GitRepository: `ref: {tag: v1.4.2}` or `ref: {commit: ...}`. OCIRepository: `ref: {tag: 1.4.2}` or `ref: {digest: "sha256:..."}`.
#     HelmRelease: `chart: {spec: {version: 1.4.2}}`. Let a pull request raise it.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       labels:
#         description: Labels of the object that tell its environment.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [env, environment, app.kubernetes.io/environment]
#       production:
#         description: Their values that mean production; others are not judged.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [prod, production]
#       branches:
#         description: Branches that a GitRepository may follow, as globs (`*` and `?`), because they are promoted by pull request.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.gitops.flux_pinned_source

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.revision

_parameters := data.config.parameters["flux-pinned-source"]

not_applicable if not revision.in_environment(input.resource, _parameters)

# A chart from Git has the version that stands there, and a chartRef names a source that is judged itself.
not_applicable if {
	_kind("HelmRelease")
	not attribute.is(_chart("sourceRef", "kind"), "HelmRepository")
}

_chart(field, key) := attribute.read(input.resource, ["spec", "chart", "spec", field, key])

_kind(kind) if endswith(input.resource.type, $"/{kind}")

_ref(field) := attribute.read(input.resource, ["spec", "ref", field])

_version := attribute.read_or(input.resource, ["spec", "chart", "spec", "version"], "*")

violations contains {"path": _version.path, "message": $"the version \"{_version.value}\" of the chart {why}; name one version"} if {
	_kind("HelmRelease")
	why := revision.moving_chart(_version.value)
}

# In the order in which Flux heeds them; what stands further down is ignored.
_git := [] if attribute.is_set(_ref("commit"))

else := [[_ref("name").path, $"the reference {_ref("name").value} is a branch"] |
	startswith(_ref("name").value, "refs/heads/")
	not glob.any_match(_parameters.branches, trim_prefix(_ref("name").value, "refs/heads/"))
] if {
	attribute.is_set(_ref("name"))
} else := [[_ref("semver").path, $"the range {_ref("semver").value} takes each new tag"] |
	revision.is_range(_ref("semver").value)
] if {
	attribute.is_set(_ref("semver"))
} else := [] if attribute.is_set(_ref("tag"))

else := [[branch.path, what] |
	branch := attribute.read_or(input.resource, ["spec", "ref", "branch"], "master")
	not glob.any_match(_parameters.branches, branch.value)
	what := $"the branch {branch.value} moves with each push"
]

violations contains {"path": path, "message": $"{what}; name a tag or a commit"} if {
	_kind("GitRepository")
	some [path, what] in _git
}

_oci := [] if attribute.is_set(_ref("digest"))

else := [[_ref("semver").path, $"the range {_ref("semver").value} takes each new tag"] |
	revision.is_range(_ref("semver").value)
] if {
	attribute.is_set(_ref("semver"))
} else := [[tag.path, "the tag latest moves with each push"] |
	tag := attribute.read_or(input.resource, ["spec", "ref", "tag"], "latest")
	tag.value == "latest"
]

violations contains {"path": path, "message": $"{what}; name a version or a digest"} if {
	_kind("OCIRepository")
	some [path, what] in _oci
}
