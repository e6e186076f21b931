package gatehouse.scanning.image_pull_policy_test

import data.gatehouse.scanning.image_pull_policy

_parameters := {"image-pull-policy": {"tags": ["latest", "main"]}}

_kubernetes(image, container) := {
	"source": "kubernetes",
	"type": "v1/Pod",
	"object": {"spec": {"containers": [container]}},
	"facets": {"containers": [{
		"name": "web",
		"kind": "container",
		"image": object.union({"path": "/spec/containers/0/image", "state": "known"}, image),
	}]},
}

_found(resource) := {violation.path: violation.message |
	some violation in image_pull_policy.violations with input.resource as resource
		with data.config.parameters as _parameters
}

_stale(tag) := {"/spec/containers/0/imagePullPolicy": concat("", [
	$"container web: the tag {tag} moves, and is not pulled each time; ",
	"set imagePullPolicy to Always",
])}

test_a_moving_tag_is_pulled_each_time if {
	_found(_kubernetes({"tag": "main"}, {"imagePullPolicy": "Always"})) == {}
	_found(_kubernetes({"tag": "main"}, {})) == _stale("main")
	_found(_kubernetes({"tag": "main"}, {"imagePullPolicy": "Never"})) == _stale("main")
}

test_kubernetes_pulls_latest_by_itself if {
	_found(_kubernetes({"tag": "latest"}, {})) == {}
	_found(_kubernetes({}, {})) == {}
	_found(_kubernetes({}, {"imagePullPolicy": "IfNotPresent"})) == _stale("latest")
}

test_what_does_not_move_need_not_be_pulled if {
	_found(_kubernetes({"tag": "1.27.3"}, {"imagePullPolicy": "IfNotPresent"})) == {}
	_found(_kubernetes({"tag": "main", "digest": "sha256:1"}, {})) == {}
	_found(_kubernetes({"state": "unknown"}, {})) == {}
}

test_terraform if {
	resource := {
		"source": "terraform",
		"type": "kubernetes_pod_v1",
		"object": {"spec": [{"container": [{"image": "web:main"}]}]},
		"unknown": {},
		"facets": {"containers": [{
			"name": "web",
			"kind": "container",
			"image": {"path": "/spec/0/container/0/image", "state": "known", "tag": "main"},
		}]},
	}
	object.keys(_found(resource)) == {"/spec/0/container/0/image_pull_policy"}
	mark := {"references": [], "computed": true, "open": true}
	computed := object.union(resource, {"unknown": {"/spec/0/container/0/image_pull_policy": mark}})
	object.keys(_found(computed)) == {"/spec/0/container/0/image_pull_policy"}
	reference := object.union(resource, {"unknown": {"/spec/0/container/0/image_pull_policy": object.union(mark, {"computed": false})}})
	_found(reference) == {}
}
