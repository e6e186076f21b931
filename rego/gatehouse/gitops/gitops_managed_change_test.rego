package gatehouse.gitops.gitops_managed_change_test

import data.gatehouse.gitops.gitops_managed_change

_defaults := {
	"annotations": ["argocd.argoproj.io/tracking-id"],
	"labels": ["kustomize.toolkit.fluxcd.io/name"],
	"controllers": ["system:serviceaccount:argocd:argocd-application-controller"],
	"operators": ["system:serviceaccount:kube-system:*"],
	"groups": [],
	"ignored": ["/metadata/finalizers*"],
	"breakGlass": "gatehouse.dev/break-glass",
	"breakGlassGroups": [],
	"maxBreakGlass": {"value": 86400, "text": "24h"},
}

_argo := {"annotations": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web"}}

_flux := {"labels": {"kustomize.toolkit.fluxcd.io/name": "shop"}}

_review(user, changed, before, after) := {
	"resource": {"name": "web", "operation": "update", "object": {"metadata": after}},
	"context": {"request": {
		"user": {"name": user, "groups": ["developers", "system:authenticated"]},
		"changed": changed,
		"before": {"metadata": before},
	}},
}

_found(review, parameters) := violations if {
	violations := gitops_managed_change.violations with input as review
		with data.config.parameters as {"gitops-managed-change": object.union(_defaults, parameters)}
}

_applies(review) if {
	not gitops_managed_change.not_applicable with input as review
		with data.config.parameters as {"gitops-managed-change": _defaults}
}

test_a_change_by_hand_is_found if {
	_found(_review("jane", ["/spec/replicas"], _argo, _argo), {}) == {{
		"path": "",
		"message": concat("", [
			"jane changes /spec/replicas, but Git manages it (argocd.argoproj.io/tracking-id)",
			"; commit the change instead",
		]),
	}}
	some finding in _found(_review("jane", ["/d", "/c", "/b", "/a"], _flux, _flux), {})
	startswith(finding.message, "jane changes /a, /b, /c and 1 more, but Git manages it")
}

test_taking_the_mark_off_is_a_change if {
	count(_found(_review("jane", ["/metadata/labels/kustomize.toolkit.fluxcd.io~1name"], _flux, {}), {})) == 1
}

test_controllers_and_the_cluster_may if {
	every user in [
		"system:serviceaccount:argocd:argocd-application-controller",
		"system:serviceaccount:kube-system:horizontal-pod-autoscaler",
	] {
		_found(_review(user, ["/spec/replicas"], _argo, _argo), {}) == set()
	}
	_found(_review("jane", ["/spec/replicas"], _argo, _argo), {"groups": ["dev*"]}) == set()
}

test_what_nobody_marked_is_not_judged if {
	not _applies(_review("jane", ["/spec/replicas"], {}, _argo))
	copied := {"annotations": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/other"}}
	not _applies(_review("jane", ["/spec/replicas"], copied, copied))
	made := object.union(_flux, {"ownerReferences": [{"kind": "Deployment", "controller": true}]})
	not _applies(_review("jane", ["/spec/replicas"], made, made))
	_found(_review("jane", ["/spec/replicas"], made, made), {}) == set()
}

test_what_is_ignored_is_no_change if {
	_applies(_review("jane", [], _argo, _argo))
	_found(_review("jane", ["/metadata/finalizers/0"], _argo, _argo), {}) == set()
	glass := ["/metadata/annotations/gatehouse.dev~1break-glass-owner"]
	_found(_review("jane", glass, _argo, _argo), {}) == set()
}

test_a_delete_is_a_change if {
	review := _review("jane", [], _argo, _argo)
	deleting := object.union(review, {"resource": {"operation": "delete"}})
	some finding in _found(deleting, {})
	startswith(finding.message, "jane deletes it, but Git manages it")
}

_scaling(review) := object.union(review, {"resource": {"operation": "scale"}})

_unknown(review, parameters) := unknowns if {
	unknowns := gitops_managed_change.unknowns with input as review
		with data.config.parameters as {"gitops-managed-change": object.union(_defaults, parameters)}
}

test_scaling_is_a_change if {
	some finding in _found(_scaling(_review("jane", ["/spec/replicas"], _argo, _argo)), {})
	startswith(finding.message, "jane changes /spec/replicas, but Git manages it")
	_unknown(_scaling(_review("jane", ["/spec/replicas"], _argo, _argo)), {}) == set()
	not _applies(_scaling(_review("jane", ["/spec/replicas"], {}, {})))
}

test_scaling_what_was_not_seen_is_unknown if {
	seen := _scaling(_review("jane", ["/spec/replicas"], {}, {}))
	unseen := json.remove(seen, ["/context/request/before"])
	_applies(unseen)
	_found(unseen, {}) == set()
	some finding in _unknown(unseen, {})
	contains(finding.message, "jane scales it, and whether Git manages it is not known")
	_unknown(unseen, {"ignored": ["/spec/replicas"]}) == set()
	_unknown(unseen, {"operators": ["jane"]}) == set()
}

_broken(annotations) := object.union(_argo, {"annotations": {$"gatehouse.dev/break-glass-{key}": value |
	some key, value in annotations
}})

_glass := {"owner": "jane", "reason": "incident 42", "expires": "2026-11-23T18:00:00Z"}

test_the_glass_is_broken_in_full if {
	some finding in _found(_review("jane", ["/spec/replicas"], _argo, _broken(_glass)), {})
	finding.waiver == object.union(_glass, {"seconds": 86400})
	every key in ["owner", "reason", "expires"] {
		some other in _found(_review("jane", ["/spec/replicas"], _argo, _broken(object.remove(_glass, [key]))), {})
		not other.waiver
	}
	some blank in _found(_review("jane", ["/spec"], _argo, _broken(object.union(_glass, {"reason": " "}))), {})
	not blank.waiver
}

test_the_glass_may_be_for_some_only if {
	review := _review("jane", ["/spec/replicas"], _argo, _broken(_glass))
	some finding in _found(review, {"breakGlassGroups": ["oncall"]})
	not finding.waiver
	some other in _found(review, {"breakGlassGroups": ["developers"]})
	other.waiver.owner == "jane"
}
