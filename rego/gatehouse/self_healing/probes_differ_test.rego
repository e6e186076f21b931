package gatehouse.self_healing.probes_differ_test

import data.gatehouse.self_healing.probes_differ

_found(resource, accept) := {violation.path |
	some violation in probes_differ.violations with input as {"resource": resource}
		with data.config.parameters as {"probes-differ": {"acceptSlowerLiveness": accept}}
}

_kubernetes(liveness, readiness) := {
	"source": "kubernetes",
	"object": {"spec": {"template": {"spec": {"containers": [{
		"name": "web",
		"livenessProbe": liveness,
		"readinessProbe": readiness,
	}]}}}},
}

_terraform(liveness, readiness) := {
	"source": "terraform",
	"object": {"spec": [{"template": [{"spec": [{"container": [{
		"name": "web",
		"liveness_probe": [liveness],
		"readiness_probe": [readiness],
	}]}]}]}]},
	"unknown": {},
}

_get(path) := {"httpGet": {"path": path, "port": 8080}}

_block(path) := {"http_get": [{"path": path, "port": "8080"}], "tcp_socket": [], "period_seconds": 10, "failure_threshold": 3}

_path := "/spec/template/spec/containers/0/livenessProbe"

test_other_endpoints_differ if {
	_found(_kubernetes(_get("/live"), _get("/ready")), true) == set()
	_found(_terraform(_block("/live"), _block("/ready")), true) == set()
}

test_the_same_check_is_found if {
	_found(_kubernetes(_get("/health"), _get("/health")), true) == {_path}
	_found(_terraform(_block("/health"), _block("/health")), true) == {"/spec/0/template/0/spec/0/container/0/liveness_probe/0"}
}

test_the_same_check_may_wait_longer if {
	slower := object.union(_get("/health"), {"failureThreshold": 6})
	_found(_kubernetes(slower, _get("/health")), true) == set()
	_found(_kubernetes(slower, _get("/health")), false) == {_path}
	_found(_kubernetes(_get("/health"), slower), true) == {_path}
}

test_one_probe_or_none_is_no_finding if {
	_found(_kubernetes(_get("/health"), null), true) == set()
	_found(_kubernetes(null, null), true) == set()
}

test_numbers_that_are_not_known_yet_may_differ if {
	mark := {"references": [], "computed": false, "open": true}
	place := "/spec/0/template/0/spec/0/container/0/liveness_probe/0/failure_threshold"
	resource := object.union(_terraform(_block("/health"), _block("/health")), {"unknown": {place: mark}})
	_found(resource, true) == set()
	other := "/spec/0/template/0/spec/0/container/0/readiness_probe/0/period_seconds"
	_found(object.union(resource, {"unknown": {other: mark}}), true) == set()
}
