package gatehouse.blue_green.readiness_for_rollout_test

import data.gatehouse.blue_green.readiness_for_rollout

_parameters(seconds) := {"readiness-for-rollout": {"minReadySeconds": seconds, "exemptContainers": ["istio-*"]}}

_kubernetes(containers) := {"source": "kubernetes", "object": {"spec": {"template": {"spec": {"containers": containers}}}}}

_terraform(container, marks) := {
	"source": "terraform",
	"object": {"spec": [{"template": [{"spec": [{"container": [container]}]}]}]},
	"unknown": marks,
}

_found(resource, seconds) := {violation.path |
	some violation in readiness_for_rollout.violations with input.resource as resource
		with data.config.parameters as _parameters(seconds)
}

_web := {"name": "web", "ports": [{"containerPort": 8080}]}

_ready := object.union(_web, {"readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}}})

_place := "/spec/template/spec/containers/0/readinessProbe"

test_one_probe_stops_a_rollout if {
	_found(_kubernetes([_ready]), 0) == set()
	_found(_kubernetes([_web, object.union(_ready, {"name": "proxy"})]), 0) == set()
}

test_nothing_asks if {
	_found(_kubernetes([_web]), 0) == {_place}
	_found(_kubernetes([object.union(_web, {"readinessProbe": {}})]), 0) == {_place}
}

test_the_mesh_says_nothing_of_the_version if {
	_found(_kubernetes([_web, object.union(_ready, {"name": "istio-proxy"})]), 0) == {_place}
}

test_what_serves_nobody_is_not_judged if {
	readiness_for_rollout.not_applicable with input.resource as _kubernetes([{"name": "worker"}])
		with data.config.parameters as _parameters(0)
}

test_a_rollout_may_have_to_wait if _found(_kubernetes([_ready]), 10) == {"/spec/minReadySeconds"}

_port := {"name": "web", "port": [{"container_port": 8080}]}

_block := "/spec/0/template/0/spec/0/container/0/readiness_probe"

test_terraform_has_blocks if {
	_found(_terraform(object.union(_port, {"readiness_probe": []}), {}), 0) == {_block}
	_found(_terraform(object.union(_port, {"readiness_probe": [{"http_get": []}]}), {}), 0) == set()
}

test_what_is_known_after_apply_is_unknown if {
	resource := _terraform(_port, {_block: {"references": [], "computed": false, "open": true}})
	_found(resource, 0) == set()
	unknowns := readiness_for_rollout.unknowns with input.resource as resource
		with data.config.parameters as _parameters(0)
	{unknown.path | some unknown in unknowns} == {_block}
}
