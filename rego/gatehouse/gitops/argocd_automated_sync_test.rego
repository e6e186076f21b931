package gatehouse.gitops.argocd_automated_sync_test

import data.gatehouse.gitops.argocd_automated_sync

_defaults := {"argocd-automated-sync": {"prune": true, "selfHeal": true}}

_found(spec) := {violation.path: violation.message |
	resource := {"source": "kubernetes", "type": "argoproj.io/v1alpha1/Application", "object": {"spec": spec}}
	some violation in argocd_automated_sync.violations with input as {"resource": resource}
		with data.config.parameters as _defaults
}

test_automated_with_prune_and_self_heal_is_kept if {
	_found({"syncPolicy": {"automated": {"prune": true, "selfHeal": true}}}) == {}
}

test_a_sync_by_hand_is_one_finding if {
	by_hand := {"/spec/syncPolicy/automated": "the application is synced by hand only; set syncPolicy.automated"}
	_found({}) == by_hand
	_found({"syncPolicy": {"automated": null}}) == by_hand
	_found({"syncPolicy": {"automated": {"enabled": false, "prune": true}}}) == by_hand
}

test_each_missing_field_is_a_finding if {
	_found({"syncPolicy": {"automated": {}}}) == {
		"/spec/syncPolicy/automated/prune": "automated sync does not delete what is gone from Git; set prune: true",
		"/spec/syncPolicy/automated/selfHeal": "automated sync does not undo changes made by hand; set selfHeal: true",
	}
}

test_what_is_not_asked_for_is_not_found if {
	violations := argocd_automated_sync.violations with input.resource.object as {"spec": {"syncPolicy": {"automated": {}}}}
		with data.config.parameters as {"argocd-automated-sync": {"prune": false, "selfHeal": false}}
	violations == set()
}
