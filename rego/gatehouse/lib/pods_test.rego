package gatehouse.lib.pods_test

import data.gatehouse.lib.pods

_of(type, object) := {"source": "kubernetes", "type": type, "object": object, "unknown": {}}

_pod := {"containers": [{
	"name": "web",
	"env": [{"name": "LOG_FORMAT", "value": "text"}, {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "t", "key": "t"}}}],
	"command": ["web", "-v"],
	"args": ["--log-format=text", "--port", "80", "--debug", "--zone=a=b"],
}]}

test_where_pods_are if {
	pods.containers(_of("v1/Pod", {"spec": _pod})) == [["spec", "containers", 0]]
	pods.containers(_of("apps/v1/Deployment", {"spec": {"template": {"spec": _pod}}})) == [["spec", "template", "spec", "containers", 0]]
	pods.containers(_of("batch/v1/CronJob", {"spec": {"jobTemplate": {"spec": {"template": {"spec": _pod}}}}})) == [
		["spec", "jobTemplate", "spec", "template", "spec", "containers", 0],
	]
	deployment := {
		"source": "terraform",
		"type": "kubernetes_deployment_v1",
		"object": {"spec": [{"template": [{"spec": [{"container": [{"name": "web"}]}]}]}]},
		"unknown": {},
	}
	pods.containers(deployment) == [["spec", 0, "template", 0, "spec", 0, "container", 0]]
}

test_environment_by_name if {
	variables := pods.environment(_of("v1/Pod", {"spec": _pod}), ["spec", "containers", 0])
	variables[0] == {"name": "LOG_FORMAT", "answer": {"state": "known", "path": "/spec/containers/0/env/0/value", "value": "text"}}
	variables[1].answer.state == "absent"
}

test_the_last_of_several_variables_counts if {
	twice := {"containers": [{"env": [{"name": "LOG_FORMAT", "value": "text"}, {"name": "LOG_FORMAT", "value": "json"}]}]}
	variables := pods.environment(_of("v1/Pod", {"spec": twice}), ["spec", "containers", 0])
	[variable.answer.value | some variable in variables] == ["json"]
}

test_flags_with_their_values if {
	found := pods.flags(_of("v1/Pod", {"spec": _pod}), ["spec", "containers", 0])
	{[one.flag, one.value] | some one in found} == {["--log-format", "text"], ["--port", "80"], ["--zone", "a=b"]}
	found[0].keys == ["spec", "containers", 0, "args", 0]
	found[0].text == "--log-format="
}
