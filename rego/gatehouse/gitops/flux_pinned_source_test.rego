package gatehouse.gitops.flux_pinned_source_test

import data.gatehouse.gitops.flux_pinned_source as rule

_defaults := {"flux-pinned-source": {"labels": ["env"], "production": ["prod"], "branches": ["env/*"]}}

_object(type, spec) := {"type": type, "labels": {"env": "prod"}, "object": {"spec": spec}}

_paths(type, spec) := {violation.path |
	some violation in rule.violations with input.resource as _object(type, spec) with data.config.parameters as _defaults
}

_git(ref) := _paths("source.toolkit.fluxcd.io/v1/GitRepository", {"ref": ref})

_oci(ref) := _paths("source.toolkit.fluxcd.io/v1/OCIRepository", {"ref": ref})

_chart(version) := _paths("helm.toolkit.fluxcd.io/v2/HelmRelease", {"chart": {"spec": {"chart": "shop", "version": version}}})

test_repositories_are_pinned_as_flux_heeds_it if {
	_git({}) == {"/spec/ref/branch"}
	_git({"branch": "main"}) == {"/spec/ref/branch"}
	_git({"branch": "env/prod"}) == set()
	_git({"branch": "main", "tag": "v1.4.2"}) == set()
	_git({"branch": "main", "commit": "4f0c6f4"}) == set()
	_git({"tag": "v1.4.2", "semver": "1.x"}) == {"/spec/ref/semver"}
	_git({"semver": "1.4.2"}) == set()
	_git({"name": "refs/heads/main"}) == {"/spec/ref/name"}
	_git({"name": "refs/heads/env/prod"}) == set()
	_git({"name": "refs/tags/v1.4.2", "semver": "*"}) == set()
}

test_artifacts_are_pinned_as_flux_heeds_it if {
	_oci({}) == {"/spec/ref/tag"}
	_oci({"tag": "latest"}) == {"/spec/ref/tag"}
	_oci({"tag": "1.4.2"}) == set()
	_oci({"semver": ">=1.0.0", "tag": "1.4.2"}) == {"/spec/ref/semver"}
	_oci({"digest": "sha256:abc", "tag": "latest"}) == set()
}

test_charts_have_one_version if {
	_chart(null) == {"/spec/chart/spec/version"}
	_chart("1.4.*") == {"/spec/chart/spec/version"}
	_chart("1.4.2") == set()
}

_not_applicable(resource) if {
	rule.not_applicable with input.resource as resource with data.config.parameters as _defaults
}

test_what_is_judged_elsewhere_is_not_applicable if {
	release := "helm.toolkit.fluxcd.io/v2/HelmRelease"
	_not_applicable(_object(release, {"chartRef": {"kind": "OCIRepository", "name": "shop"}}))
	_not_applicable(_object(release, {"chart": {"spec": {"sourceRef": {"kind": "GitRepository"}}}}))
	not _not_applicable(_object(release, {"chart": {"spec": {"sourceRef": {"kind": "HelmRepository"}}}}))
	_not_applicable({"type": "source.toolkit.fluxcd.io/v1/GitRepository", "labels": {"env": "dev"}, "object": {}})
}
