package gatehouse.gitops.flux_reconciles_test

import data.gatehouse.gitops.flux_reconciles as rule

_defaults := {"flux-reconciles": {"maxInterval": {"text": "1h", "value": 3600}}}

_found(type, spec) := {violation.path: violation.message |
	some violation in rule.violations with input.resource as {"type": type, "object": {"spec": spec}}
		with data.config.parameters as _defaults
}

_kustomization := "kustomize.toolkit.fluxcd.io/v1/Kustomization"

_release := "helm.toolkit.fluxcd.io/v2/HelmRelease"

test_what_reconciles_is_kept if {
	_found(_kustomization, {"prune": true, "interval": "1h"}) == {}
	_found(_release, {"driftDetection": {"mode": "enabled"}, "interval": "10m", "suspend": false}) == {}
}

test_each_fault_is_found if {
	_found(_kustomization, {"prune": false, "interval": "24h", "suspend": true}) == {
		"/spec/prune": "what is gone from Git is not deleted; set prune: true",
		"/spec/interval": "drift is corrected every 24h only; set interval to 1h or less",
		"/spec/suspend": "the reconciliation is suspended; take suspend away",
	}
	_found(_release, {"driftDetection": {"mode": "warn"}, "interval": "5m"}) == {"/spec/driftDetection/mode": "changes made by hand are not undone; set driftDetection.mode: enabled"}
}
