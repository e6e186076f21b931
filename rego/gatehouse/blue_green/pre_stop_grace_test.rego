package gatehouse.blue_green.pre_stop_grace_test

import data.gatehouse.blue_green.pre_stop_grace

_defaults := {"pre-stop-grace": {"preStop": true, "minGraceSeconds": 10, "exemptContainers": ["istio-*"]}}

_kubernetes(hook, pod) := {"source": "kubernetes", "object": {"spec": {"template": {"spec": object.union(
	{"containers": [{"name": "web", "ports": [{"containerPort": 8080}], "lifecycle": hook}]},
	pod,
)}}}}

_found(resource) := {violation.path: violation |
	some violation in pre_stop_grace.violations with input.resource as resource
		with data.config.parameters as _defaults
}

_sleep(seconds) := {"preStop": {"sleep": {"seconds": seconds}}}

_command(command) := {"preStop": {"exec": {"command": command}}}

_hook := "/spec/template/spec/containers/0/lifecycle/preStop"

_grace := "/spec/template/spec/terminationGracePeriodSeconds"

test_a_hook_within_the_grace_period if {
	_found(_kubernetes(_sleep(5), {})) == {}
	_found(_kubernetes(_command(["/bin/sh", "-c", "sleep 10 && nginx -s quit"]), {})) == {}
	_found(_kubernetes(_command(["/bin/stop"]), {"terminationGracePeriodSeconds": 60})) == {}
}

test_a_missing_hook_is_added if {
	found := _found(_kubernetes({}, {}))
	found[_hook].fix.patch == [{"op": "add", "path": _hook, "value": {"sleep": {"seconds": 5}}}]
	count(found) == 1
}

test_a_grace_period_that_the_hook_sleeps_through if {
	every hook in [_sleep(30), _command(["sleep", "30"]), _command(["sh", "-c", "/bin/sleep 30; true"])] {
		found := _found(_kubernetes(hook, {}))
		{path | some path, _ in found} == {_grace}
		found[_grace].fix.patch[0].value == 40
		found[_grace].message == concat("", [
			"the pod is killed after 30 seconds, of which its preStop hook sleeps 30",
			"; set terminationGracePeriodSeconds to 40 or more",
		])
	}
}

test_no_grace_at_all if {
	found := _found(_kubernetes(_command(["/bin/stop"]), {"terminationGracePeriodSeconds": 0}))
	found[_grace].message == "the pod is killed after 0 seconds; set terminationGracePeriodSeconds to 10 or more"
	found[_grace].fix.patch[0].value == 30
}

test_what_serves_nobody_or_is_exempt_is_not_judged if {
	every container in [{"name": "worker"}, {"name": "istio-proxy", "ports": [{"containerPort": 15090}]}] {
		resource := {"source": "kubernetes", "object": {"spec": {"template": {"spec": {"containers": [container]}}}}}
		_found(resource) == {}
		pre_stop_grace.not_applicable with input.resource as resource with data.config.parameters as _defaults
	}
}

_terraform(container, marks) := {
	"source": "terraform",
	"object": {"spec": [{"template": [{"spec": [{"container": [object.union(
		{"name": "web", "port": [{"container_port": 8080}]},
		container,
	)]}]}]}]},
	"unknown": marks,
}

_block := "/spec/0/template/0/spec/0/container/0/lifecycle/0/pre_stop"

test_terraform_has_blocks if {
	found := _found(_terraform({"lifecycle": []}, {}))
	{path | some path, _ in found} == {_block}
	not found[_block].fix
	_found(_terraform({"lifecycle": [{"pre_stop": [{"exec": [{"command": ["sleep", "5"]}]}]}]}, {})) == {}
}

test_what_is_known_after_apply_is_unknown if {
	place := "/spec/0/template/0/spec/0/container/0/lifecycle"
	resource := _terraform({}, {place: {"references": [], "computed": false, "open": true}})
	_found(resource) == {}
	unknowns := pre_stop_grace.unknowns with input.resource as resource with data.config.parameters as _defaults
	{unknown.path | some unknown in unknowns} == {_block}
}

test_a_hook_that_says_both_is_read_once if {
	_found(_kubernetes({"preStop": {"sleep": {"seconds": 5}, "exec": {"command": ["sleep", "7"]}}}, {})) == {}
}
