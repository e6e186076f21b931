package gatehouse.blue_green.paired_environments_test

import data.gatehouse.blue_green.paired_environments

_parameters := {"paired-environments": {"colors": ["blue", "green"], "versionVariables": ["*VERSION*"]}}

_deployment(color, container, pod) := {
	"source": "kubernetes",
	"type": "apps/v1/Deployment",
	"name": $"shop-{color}",
	"namespace": "shop",
	"object": {"spec": {"replicas": count(color), "template": {"spec": object.union(
		{"containers": [object.union({"name": "web", "image": $"shop/web:{color}"}, container)]},
		pod,
	)}}},
}

_found(resource, others) := {violation.path |
	some violation in paired_environments.violations with input.resource as resource
		with input.context.siblings as {"paired-environments": {"known": true, "resources": others}}
		with data.config.parameters as _parameters
}

_place := "/spec/template/spec"

_alike(one, two) := _found(_deployment("blue", one, {}), [_deployment("green", two, {})])

test_only_version_color_and_replicas_differ if {
	_alike({"env": [{"name": "COLOR", "value": "blue"}]}, {"env": [{"name": "COLOR", "value": "Green"}]}) == set()
	_alike({"image": "host:5000/web:1@sha256:1"}, {"image": "host:5000/web:2"}) == set()
	_alike({"env": [{"name": "APP_VERSION", "value": "1"}]}, {}) == set()
}

test_each_setting_that_differs_is_found if {
	_alike({"image": "shop/web:1"}, {"image": "shop/other:1"}) == {$"{_place}/containers/0/image"}
	_alike({"env": [{"name": "DEBUG", "value": "1"}]}, {}) == {$"{_place}/containers/0/env"}
	_alike({}, {"resources": {"limits": {"memory": "1Gi"}}}) == {$"{_place}/containers/0/resources"}
	_found(_deployment("green", {}, {"nodeSelector": {"pool": "old"}}), [_deployment("blue", {}, {})]) == {
		$"{_place}/nodeSelector",
	}
}

test_containers_that_one_has_alone if {
	init := {"initContainers": [{"name": "migrate", "image": "shop/migrate:1"}]}
	_found(_deployment("blue", {}, init), [_deployment("green", {}, {})]) == {$"{_place}/initContainers"}
	_found(_deployment("green", {}, {}), [_deployment("blue", {}, init)]) == {$"{_place}/initContainers"}
}

test_what_has_no_twin_is_not_judged if {
	other := object.union(_deployment("green", {}, {}), {"namespace": "other"})
	_found(_deployment("blue", {"command": ["x"]}, {}), [other]) == set()
	paired_environments.not_applicable with input.resource as _deployment("blue", {}, {})
		with input.context.siblings as {"paired-environments": {"known": true, "resources": [other]}}
		with data.config.parameters as _parameters
	paired_environments.not_applicable with input.resource as _deployment("east", {}, {})
		with input.context.siblings as {"paired-environments": {"known": true, "resources": []}}
		with data.config.parameters as _parameters
}

test_where_not_all_is_seen_it_is_unknown if {
	unknowns := paired_environments.unknowns with input.resource as _deployment("blue", {}, {})
		with input.context.siblings as {"paired-environments": {"known": false, "resources": []}}
		with data.config.parameters as _parameters
	{unknown.path | some unknown in unknowns} == {""}
}

_group(color, settings, marks) := {
	"source": "terraform",
	"type": "aws_lb_target_group",
	"name": color,
	"object": object.union({"name": $"shop-{color}", "port": 80}, settings),
	"unknown": marks,
}

test_target_groups_are_paired if {
	_found(_group("blue", {}, {}), [_group("green", {}, {})]) == set()
	_found(_group("blue", {"port": 81}, {}), [_group("green", {}, {})]) == {"/port"}
	check := {"health_check": [{"path": "/green/ready"}]}
	_found(_group("blue", {"health_check": [{"path": "/blue/ready"}]}, {}), [_group("green", check, {})]) == set()
}

test_what_is_known_after_apply_may_be_alike if {
	mark := {"references": [], "computed": false, "open": true}
	other := _group("green", {"health_check": [{}]}, {"/health_check/0/path": mark})
	_found(_group("blue", {"health_check": [{"path": "/ready"}]}, {}), [other]) == set()
}

_terraform(type, color, values) := {
	"source": "terraform",
	"type": type,
	"id": $"{type}.{color}",
	"name": color,
	"object": object.union({"name": $"shop-{color}"}, values),
	"unknown": {},
}

_compared(type, one, two) := _found(_terraform(type, "blue", one), [_terraform(type, "green", two)])

test_backends_of_google_and_azure if {
	_compared("google_compute_backend_service", {"timeout_sec": 30}, {"timeout_sec": 30}) == set()
	_compared("google_compute_backend_service", {"timeout_sec": 30}, {"timeout_sec": 5}) == {"/timeout_sec"}
	front := "azurerm_cdn_frontdoor_origin_group"
	_compared(front, {"health_probe": [{"path": "/ready"}]}, {"health_probe": [{"path": "/"}]}) == {"/health_probe"}
}

_run(container, template) := {"template": [object.union(template, {"containers": [container]})]}

test_services_of_cloud_run if {
	type := "google_cloud_run_v2_service"
	one := _run({"image": "shop/web:1", "env": [{"name": "COLOR", "value": "blue"}]}, {"revision": "a", "scaling": [{"min_instance_count": 1}]})
	two := _run({"image": "shop/web:2", "env": [{"name": "COLOR", "value": "green"}]}, {"revision": "b"})
	_compared(type, one, two) == set()
	_compared(type, one, _run({"image": "shop/web:2"}, {})) == {"/template/0/containers/0/env"}
	_compared(type, one, _run({"image": "shop/api:2", "env": [{"name": "COLOR", "value": "green"}]}, {"timeout": "60s"})) == {
		"/template/0/containers/0/image",
		"/template/0/timeout",
	}
	several := {"template": [{"containers": [{"image": "web", "name": null}, {"image": "proxy", "name": null}]}]}
	_compared(type, several, several) == set()
}

test_container_apps if {
	type := "azurerm_container_app"
	one := {"revision_mode": "Single", "template": [{"revision_suffix": "a", "container": [{"name": "web", "image": "web:1", "cpu": 0.5}]}]}
	two := {"revision_mode": "Single", "template": [{"revision_suffix": "b", "container": [{"name": "web", "image": "web:2", "cpu": 0.25}]}]}
	_compared(type, one, two) == {"/template/0/container/0/cpu"}
}

test_what_is_known_after_apply_may_be_alike if {
	type := "google_cloud_run_v2_service"
	mark := {"references": [], "computed": false, "open": true}
	place := "/template/0/containers/0/env"
	blue := object.union(_terraform(type, "blue", _run({"image": "web:1"}, {})), {"unknown": {place: mark}})
	_found(blue, [_terraform(type, "green", _run({"image": "web:1", "env": [{"name": "A", "value": "1"}]}, {}))]) == set()
}
