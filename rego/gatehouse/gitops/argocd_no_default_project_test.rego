package gatehouse.gitops.argocd_no_default_project_test

import data.gatehouse.gitops.argocd_no_default_project as rule

_paths(type, spec) := {violation.path |
	resource := {"type": $"argoproj.io/v1alpha1/{type}", "object": {"spec": spec}}
	some violation in rule.violations with input as {"resource": resource}
		with data.config.parameters as {"argocd-no-default-project": {"projects": ["default"]}}
}

test_the_default_project_is_found if {
	_paths("Application", {"project": "default"}) == {"/spec/project"}
	_paths("Application", {}) == {"/spec/project"}
	_paths("ApplicationSet", {"template": {"spec": {"project": ""}}}) == {"/spec/template/spec/project"}
}

test_another_project_is_kept if {
	_paths("Application", {"project": "shop"}) == set()
	_paths("ApplicationSet", {"template": {"spec": {"project": "{{ .team }}"}}}) == set()
}
