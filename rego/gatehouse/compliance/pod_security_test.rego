package gatehouse.compliance.pod_security_test

import data.gatehouse.compliance.pod_security

_pod(type, spec) := {"source": "kubernetes", "type": type, "object": {"spec": spec}}

_judged(resource, profile) := {violation.path: violation.message |
	some violation in pod_security.violations with input.resource as resource
		with data.config.parameters as {"pod-security": {"profile": profile, "exempt": ["mesh-*"]}}
}

_found(spec) := object.keys(_judged(_pod("v1/Pod", spec), "restricted"))

_strict := {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}

_good := {
	"securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
	"containers": [{"name": "web", "securityContext": _strict}],
}

_with(more) := object.union(_good, more)

_container(more) := _with({"containers": [{"name": "web", "securityContext": object.union(_strict, more)}]})

test_restricted_is_kept if {
	_found(_good) == set()
	_found(_container({"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}})) == set()
}

test_each_container_says_it if {
	context := object.union(_strict, {"runAsNonRoot": true, "seccompProfile": {"type": "Localhost"}})
	_found({"containers": [{"name": "web", "securityContext": context}]}) == set()
}

test_nothing_is_said if {
	_judged(_pod("v1/Pod", {"containers": [{"name": "web"}, {"name": "proxy"}]}), "restricted") == {
		"/spec/containers/0/securityContext/allowPrivilegeEscalation": concat("", [
			"container web may gain rights that it was not started with; ",
			"set allowPrivilegeEscalation: false",
		]),
		"/spec/containers/0/securityContext/capabilities/drop": "container web keeps capabilities; set drop: [ALL]",
		"/spec/containers/1/securityContext/allowPrivilegeEscalation": concat("", [
			"container proxy may gain rights that it was not started with; ",
			"set allowPrivilegeEscalation: false",
		]),
		"/spec/containers/1/securityContext/capabilities/drop": "container proxy keeps capabilities; set drop: [ALL]",
		"/spec/securityContext/runAsNonRoot": "containers proxy, web may run as root; set runAsNonRoot: true",
		"/spec/securityContext/seccompProfile/type": concat("", [
			"containers proxy, web may make every system call; ",
			"set seccompProfile to RuntimeDefault",
		]),
	}
}

test_root if {
	_found(_container({"runAsNonRoot": false})) == {"/spec/containers/0/securityContext/runAsNonRoot"}
	_found(_container({"runAsUser": 0})) == {"/spec/containers/0/securityContext/runAsUser"}
	_found(_container({"privileged": true})) == {"/spec/containers/0/securityContext/privileged"}
	_found(_container({"capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}})) == {
		"/spec/containers/0/securityContext/capabilities/add",
	}
}

test_the_node if {
	_found(_with({"hostNetwork": true, "hostPID": true})) == {"/spec/hostNetwork", "/spec/hostPID"}
	_found(_with({"volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "logs", "hostPath": {"path": "/var/log"}}]})) == {
		"/spec/volumes/1/hostPath",
	}
	port := {"name": "web", "securityContext": _strict, "ports": [{"containerPort": 80, "hostPort": 80}]}
	_found(_with({"containers": [port]})) == {"/spec/containers/0/ports/0/hostPort"}
}

test_a_daemon_set_is_there_for_its_node if {
	spec := _with({"hostNetwork": true, "volumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}]})
	_judged(_pod("apps/v1/DaemonSet", {"template": {"spec": spec}}), "restricted") == {}
}

test_unconfined if _found(_container({"seccompProfile": {"type": "Unconfined"}})) == {
	"/spec/containers/0/securityContext/seccompProfile/type",
}

test_baseline_asks_for_less if {
	_judged(_pod("v1/Pod", {"containers": [{"name": "web"}]}), "baseline") == {}
	lax := {"name": "web", "securityContext": {"capabilities": {"add": ["CHOWN", "NET_ADMIN"]}}}
	_judged(_pod("v1/Pod", {"containers": [lax]}), "baseline") == {
		"/spec/containers/0/securityContext/capabilities/add": "container web adds NET_ADMIN; remove it",
	}
}

test_exempt_containers_are_left_alone if _found(_with({"initContainers": [{"name": "mesh-init"}]})) == set()

test_templates if {
	spec := {"containers": [{"name": "web", "securityContext": {"privileged": true}}]}
	object.keys(_judged(_pod("batch/v1/CronJob", {"jobTemplate": {"spec": {"template": {"spec": spec}}}}), "baseline")) == {
		"/spec/jobTemplate/spec/template/spec/containers/0/securityContext/privileged",
	}
	object.keys(_judged(_pod("apps/v1/Deployment", {"template": {"spec": spec}}), "baseline")) == {
		"/spec/template/spec/containers/0/securityContext/privileged",
	}
}

test_what_is_not_judged if {
	pod_security.not_applicable with input.resource as _pod("v1/Pod", {"os": {"name": "windows"}})
	pod_security.not_applicable with input.resource as _pod("argoproj.io/v1alpha1/Rollout", {"workloadRef": {"name": "web"}})
	not pod_security.not_applicable with input.resource as _pod("v1/Pod", _good)
}
