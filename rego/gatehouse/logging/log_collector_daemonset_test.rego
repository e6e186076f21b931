package gatehouse.logging.log_collector_daemonset_test

import data.gatehouse.logging.log_collector_daemonset

_parameters := {"log-collector-daemonset": {
	"maxMemory": {"text": "100Mi", "value": 100},
	"images": ["*fluent-bit*"],
	"nodeSelectorKeys": ["kubernetes.io/os"],
}}

_container(fields) := object.union(
	{
		"name": "collector",
		"kind": "container",
		"image": {"reference": "fluent/fluent-bit:3.1.9", "registry": "docker.io", "repository": "fluent/fluent-bit"},
		"resourcesPath": "/r",
		"limits": {"memory": {"path": "/r/limits/memory", "state": "known", "text": "64Mi", "value": 64}},
	},
	fields,
)

_given(pod, container) := {"resource": {
	"source": "kubernetes",
	"type": "apps/v1/DaemonSet",
	"object": {"spec": {"template": {"spec": object.union(
		{"tolerations": [{"operator": "Exists"}], "volumes": [{"hostPath": {"path": "/var/log"}}]},
		pod,
	)}}},
	"unknown": {},
	"facets": {"containers": [_container(container)]},
}}

_paths(pod, container) := {violation.path |
	some violation in log_collector_daemonset.violations with input as _given(pod, container)
		with data.config.parameters as _parameters
}

_unknowns(container) := {unknown.path |
	some unknown in log_collector_daemonset.unknowns with input as _given({}, container)
		with data.config.parameters as _parameters
}

_at := "/spec/template/spec"

test_everywhere_and_small_is_kept if {
	_paths({}, {}) == set()
	_paths({"tolerations": [{"operator": "Exists", "effect": "NoSchedule"}, {"operator": "Exists", "effect": "NoExecute"}]}, {}) == set()
	_paths({"nodeSelector": {"kubernetes.io/os": "linux"}}, {}) == set()
}

test_nodes_that_are_left_out_are_found if {
	_paths({"tolerations": null}, {}) == {$"{_at}/tolerations"}
	_paths({"tolerations": [{"operator": "Exists", "effect": "NoSchedule"}]}, {}) == {$"{_at}/tolerations"}
	_paths({"tolerations": [{"operator": "Exists", "key": "node-role.kubernetes.io/control-plane"}]}, {}) == {$"{_at}/tolerations"}
	_paths({"nodeSelector": {"pool": "web"}}, {}) == {$"{_at}/nodeSelector"}
}

test_a_limit_that_is_high_or_missing_is_found if {
	_paths({}, {"limits": {"memory": {"path": "/r/limits/memory", "state": "known", "text": "1Gi", "value": 1024}}}) == {"/r/limits/memory"}
	_paths({}, {"limits": null}) == {"/r/limits/memory"}
}

test_limits_that_are_not_known_yet_are_unknown if {
	_unknowns({"limits": {"memory": {"path": "/r/limits/memory", "state": "unknown"}}}) == {"/r/limits/memory"}
	_unknowns({"limits": null, "resourcesUnknown": true}) == {"/r"}
	_paths({}, {"limits": null, "resourcesUnknown": true}) == set()
}

test_what_reads_no_logs_is_not_judged if {
	metrics := _given({"volumes": [{"hostPath": {"path": "/proc"}}]}, {})
	log_collector_daemonset.not_applicable with input as metrics with data.config.parameters as _parameters
	other := _given({}, {"image": {"reference": "shop/web:1.4.2", "registry": "docker.io", "repository": "shop/web"}})
	log_collector_daemonset.not_applicable with input as other with data.config.parameters as _parameters
	not log_collector_daemonset.not_applicable with input as _given({}, {}) with data.config.parameters as _parameters
}
