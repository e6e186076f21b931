package gatehouse.self_healing.probes_test

import data.gatehouse.self_healing.probes

_parameters := {"exemptContainers": ["istio-*"], "readinessWithoutPorts": false}

_found(resource, parameters) := {violation.path |
	some violation in probes.violations with input as {"resource": resource}
		with data.config.parameters as {"probes": parameters}
}

_kubernetes(container) := {
	"source": "kubernetes",
	"object": {"spec": {"template": {"spec": {"containers": [object.union({"name": "web"}, container)]}}}},
}

_terraform(container) := {
	"source": "terraform",
	"object": {"spec": [{"template": [{"spec": [{"container": [object.union({"name": "web"}, container)]}]}]}]},
	"unknown": {},
}

_port := {"ports": [{"containerPort": 8080}]}

_get(path) := {"httpGet": {"path": path, "port": 8080}}

test_both_probes_keep_the_promise if {
	container := object.union(_port, {"livenessProbe": _get("/live"), "readinessProbe": _get("/ready")})
	_found(_kubernetes(container), _parameters) == set()
}

test_each_missing_probe_is_found if {
	place := "/spec/template/spec/containers/0"
	_found(_kubernetes(_port), _parameters) == {$"{place}/livenessProbe", $"{place}/readinessProbe"}
	_found(_kubernetes(object.union(_port, {"livenessProbe": {}})), _parameters) == {
		$"{place}/livenessProbe",
		$"{place}/readinessProbe",
	}
}

test_what_serves_nobody_needs_no_readiness if {
	worker := _kubernetes({"livenessProbe": {"exec": {"command": ["/alive"]}}})
	_found(worker, _parameters) == set()
	_found(worker, object.union(_parameters, {"readinessWithoutPorts": true})) == {
		"/spec/template/spec/containers/0/readinessProbe",
	}
}

test_exempt_containers_are_left_alone if _found(_kubernetes({"name": "istio-proxy"}), _parameters) == set()

test_terraform_has_blocks if {
	place := "/spec/0/template/0/spec/0/container/0"
	found := {$"{place}/liveness_probe", $"{place}/readiness_probe"}
	_found(_terraform({"port": [{"container_port": 8080}], "liveness_probe": []}), _parameters) == found
}

test_what_is_known_after_apply_is_unknown if {
	path := "/spec/0/template/0/spec/0/container/0/liveness_probe"
	mark := {"references": [], "computed": false, "open": true}
	resource := object.union(_terraform({}), {"unknown": {path: mark}})
	unknowns := probes.unknowns with input as {"resource": resource} with data.config.parameters as {"probes": _parameters}
	{unknown.path | some unknown in unknowns} == {path}
}
