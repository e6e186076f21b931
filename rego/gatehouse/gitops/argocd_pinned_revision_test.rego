package gatehouse.gitops.argocd_pinned_revision_test

import data.gatehouse.gitops.argocd_pinned_revision as rule

_defaults := {"argocd-pinned-revision": {
	"labels": ["env", "environment"],
	"production": ["prod"],
	"allow": ["env/*"],
}}

_application(spec) := {"type": "argoproj.io/v1alpha1/Application", "labels": {"env": "prod"}, "object": {"spec": spec}}

_found(resource) := {violation.path: violation.message |
	some violation in rule.violations with input as {"resource": resource}
		with data.config.parameters as _defaults
}

test_fixed_revisions_are_kept if {
	every revision in ["v1.4.2", "refs/tags/stable", "env/prod", "0b1c2d3e4f"] {
		_found(_application({"source": {"repoURL": "x", "targetRevision": revision}})) == {}
	}
	_found(_application({"source": {"chart": "web", "targetRevision": "1.4.2"}})) == {}
}

test_no_revision_is_head if {
	_found(_application({"source": {"repoURL": "x"}})) == {"/spec/source/targetRevision": `the revision "HEAD" is a branch, or a tag that moves like one; pin a tag, a commit or one version`}
	_found(_application({"source": {"chart": "web"}})) == {"/spec/source/targetRevision": `the revision "HEAD" is the latest version of the chart; pin a tag, a commit or one version`}
}

test_every_source_is_judged if {
	_found(_application({"sources": [{"repoURL": "x", "targetRevision": "v1.0.0"}, {"chart": "web", "targetRevision": "1.4"}]})) == {"/spec/sources/1/targetRevision": `the revision "1.4" is a range; pin a tag, a commit or one version`}
}

test_templates_are_judged_where_they_say_something if {
	set := {"type": "argoproj.io/v1alpha1/ApplicationSet", "labels": {}, "object": {"spec": {"template": {
		"metadata": {"labels": {"environment": "prod"}},
		"spec": {"sources": [{"targetRevision": "main"}, {"targetRevision": "{{ .revision }}"}]},
	}}}}
	paths := {path | some path, _ in _found(set)}
	paths == {"/spec/template/spec/sources/0/targetRevision"}
	not rule.not_applicable with input as {"resource": set} with data.config.parameters as _defaults
}

test_only_production_without_the_hydrator_is_judged if {
	rule.not_applicable with input.resource as object.union(_application({}), {"labels": {"env": "dev"}})
		with data.config.parameters as _defaults
	rule.not_applicable with input.resource as _application({"sourceHydrator": {"syncSource": {"targetBranch": "env/prod"}}})
		with data.config.parameters as _defaults
}
