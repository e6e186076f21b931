package gatehouse.canary.mesh_injection_test

import data.gatehouse.canary.mesh_injection

_parameters := {"mesh-injection": {"rootNamespace": "istio-system"}}

_policy := {"type": "security.istio.io/v1/PeerAuthentication", "name": "default", "namespace": "shop", "object": {}}

_canary(provider) := {
	"type": "flagger.app/v1beta1/Canary",
	"name": "web",
	"namespace": "shop",
	"object": {"spec": {"provider": provider}},
}

_rollout(routing) := {
	"type": "argoproj.io/v1alpha1/Rollout",
	"name": "web",
	"namespace": "shop",
	"object": {"spec": {"strategy": {"canary": {"trafficRouting": routing}}}},
}

_input(name, metadata, others) := {
	"resource": {"name": name, "object": {"metadata": metadata}},
	"context": {"siblings": {"mesh-injection": {"known": true, "resources": others}}},
}

_found(metadata, others) := {violation.path |
	some violation in mesh_injection.violations with input as _input("shop", metadata, others)
		with data.config.parameters as _parameters
}

_path := "/metadata/labels/istio-injection"

test_what_relies_on_the_mesh_needs_it if {
	every other in [_policy, _canary("istio"), _canary("linkerd"), _rollout({"istio": {"virtualService": {"name": "web"}}})] {
		_found({}, [other]) == {_path}
		_found({"labels": {"istio-injection": "disabled", "istio.io/rev": "stable"}}, [other]) == {_path}
	}
}

test_each_way_of_injection_counts if {
	every metadata in [
		{"labels": {"istio-injection": "enabled"}},
		{"labels": {"istio.io/rev": "stable"}},
		{"labels": {"istio.io/dataplane-mode": "ambient"}},
		{"annotations": {"linkerd.io/inject": "enabled"}},
	] {
		_found(metadata, [_policy]) == set()
	}
}

test_others_need_no_mesh if {
	every other in [
		_canary("nginx"),
		_rollout({"nginx": {"stableIngress": "web"}}),
		object.union(_policy, {"namespace": "other"}),
	] {
		_found({}, [other]) == set()
		mesh_injection.not_applicable with input as _input("shop", {}, [other]) with data.config.parameters as _parameters
	}
}

test_the_root_namespace_is_for_all_others if {
	root := object.union(_policy, {"namespace": "istio-system"})
	mesh_injection.not_applicable with input as _input("istio-system", {}, [root])
		with data.config.parameters as _parameters
}
