package gatehouse.gitops.argocd_applicationset_test

import data.gatehouse.gitops.argocd_applicationset as rule

_config(preserve) := {"argocd-applicationset": {"preserveResources": preserve}}

_fixes(spec, preserve) := {violation.path: violation.fix.patch[0].value |
	some violation in rule.violations with input.resource.object as {"spec": spec}
		with data.config.parameters as _config(preserve)
}

_unknowns(spec) := {unknown.path |
	some unknown in rule.unknowns with input.resource.object as {"spec": spec}
}

_template(automated) := {"spec": {"project": "shop", "syncPolicy": {"automated": automated}}}

_healing := _template({"prune": true, "selfHeal": true})

test_go_templates_stop_at_missing_values if {
	_fixes({"goTemplate": true, "template": _healing}, false) == {"/spec/goTemplateOptions": ["missingkey=error"]}
	_fixes({"goTemplate": true, "goTemplateOptions": ["missingkey=zero"], "template": _healing}, false) == {"/spec/goTemplateOptions": ["missingkey=error"]}
	_fixes({"goTemplate": true, "goTemplateOptions": ["missingkey=error"], "template": _healing}, false) == {}
	_fixes({"template": _healing}, false) == {}
}

test_generated_applications_sync_themselves if {
	automated := "/spec/template/spec/syncPolicy/automated"
	_fixes({"template": {"spec": {}}}, false) == {automated: {"prune": true, "selfHeal": true}}
	_fixes({"template": _template({"enabled": false})}, false) == {automated: {"prune": true, "selfHeal": true}}
	_fixes({"template": _template({"prune": true})}, false) == {$"{automated}/selfHeal": true}
}

test_a_patch_may_set_it if {
	spec := {"template": {"spec": {}}, "templatePatch": "spec: {}"}
	_fixes(spec, false) == {}
	_unknowns(spec) == {"/spec/template/spec/syncPolicy/automated"}
	_unknowns({"template": _healing, "templatePatch": "spec: {}"}) == set()
}

test_resources_are_preserved_where_asked_for if {
	_fixes({"template": _healing}, true) == {"/spec/syncPolicy/preserveResourcesOnDeletion": true}
	_fixes({"template": _healing, "syncPolicy": {"preserveResourcesOnDeletion": true}}, true) == {}
}
