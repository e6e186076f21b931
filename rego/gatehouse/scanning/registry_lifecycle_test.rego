package gatehouse.scanning.registry_lifecycle_test

import data.gatehouse.scanning.registry_lifecycle

_repository := {
	"type": "aws_ecr_repository",
	"id": "aws_ecr_repository.web",
	"object": {"name": "shop/web"},
	"unknown": {},
}

_policy(object, unknown) := {
	"type": "aws_ecr_lifecycle_policy",
	"id": "aws_ecr_lifecycle_policy.web",
	"object": object,
	"unknown": unknown,
}

_google(object) := {"type": "google_artifact_registry_repository", "object": object, "unknown": {}}

_judged(resource, policies, known) := {"violations": violations, "unknowns": unknowns} if {
	around := {"siblings": {"registry-lifecycle": {"known": known, "resources": policies}}}
	violations := {found.path |
		some found in registry_lifecycle.violations with input as {"resource": resource, "context": around}
	}
	unknowns := {found.path |
		some found in registry_lifecycle.unknowns with input as {"resource": resource, "context": around}
	}
}

_kept := {"violations": set(), "unknowns": set()}

_open := {"violations": set(), "unknowns": {""}}

test_ecr if {
	_judged(_repository, [_policy({"repository": "shop/web"}, {})], true) == _kept
	_judged(_repository, [], true) == {"violations": {""}, "unknowns": set()}
	_judged(_repository, [_policy({"repository": "shop/api"}, {})], true) == {"violations": {""}, "unknowns": set()}
}

test_what_is_not_seen_is_open if {
	_judged(_repository, [], false) == _open
	mark := {"references": [], "computed": false, "open": true}
	_judged(_repository, [_policy({}, {"/repository": mark})], true) == _open
}

test_artifact_registry if {
	delete := {"id": "old", "action": "DELETE"}
	keep := {"id": "recent", "action": "KEEP"}
	missing := {"violations": {"/cleanup_policies"}, "unknowns": set()}
	_judged(_google({"cleanup_policies": [keep, delete]}), [], true) == _kept
	_judged(_google({"cleanup_policies": [keep]}), [], true) == missing
	_judged(_google({}), [], true) == missing
	_judged(_google({"cleanup_policies": [delete], "cleanup_policy_dry_run": true}), [], true) == {
		"violations": {"/cleanup_policy_dry_run"},
		"unknowns": set(),
	}
}

test_artifact_registry_after_apply if {
	mark := {"references": [], "computed": false, "open": true}
	open := {"violations": set(), "unknowns": {"/cleanup_policies"}}
	_judged(object.union(_google({}), {"unknown": {"/cleanup_policies": mark}}), [], true) == open
	action := {"unknown": {"/cleanup_policies/0/action": mark}}
	_judged(object.union(_google({"cleanup_policies": [{"id": "a"}]}), action), [], true) == open
}

test_a_virtual_repository_holds_nothing if {
	registry_lifecycle.not_applicable with input.resource as _google({"mode": "VIRTUAL_REPOSITORY"})
	not registry_lifecycle.not_applicable with input.resource as _google({"mode": "STANDARD_REPOSITORY"})
}

_registry(object) := {"type": "azurerm_container_registry", "id": "azurerm_container_registry.shop", "object": object, "unknown": {}}

_task(content) := {
	"type": "azurerm_container_registry_task",
	"id": "azurerm_container_registry_task.purge",
	"object": {"container_registry_id": "/subscriptions/0/shop", "encoded_step": [{"task_content": content}]},
	"unknown": {},
}

test_azure if {
	kept_for_ever := {"violations": {"/retention_policy_in_days"}, "unknowns": set()}
	_judged(_registry({"retention_policy_in_days": 30}), [], true) == _kept
	_judged(_registry({"retention_policy": [{"enabled": true, "days": 30}]}), [], true) == _kept
	_judged(_registry({}), [], true) == kept_for_ever
	_judged(_registry({"retention_policy_in_days": 0}), [], true) == kept_for_ever
	_judged(_registry({}), [], false) == {"violations": set(), "unknowns": {"/retention_policy_in_days"}}
	purge := "steps:\n  - cmd: acr purge --filter 'web:.*' --ago 30d --untagged"
	_judged(_registry({"id": "/subscriptions/0/shop"}), [_task(purge)], true) == _kept
	_judged(_registry({"id": "/subscriptions/0/shop"}), [_task(base64.encode(purge))], true) == _kept
	_judged(_registry({"id": "/subscriptions/0/shop"}), [_task("steps: []")], true) == kept_for_ever
}
