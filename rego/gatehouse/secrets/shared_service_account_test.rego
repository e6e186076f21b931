package gatehouse.secrets.shared_service_account_test

import data.gatehouse.secrets.shared_service_account as rule

_workload(type, name, account, labels) := {
	"source": "kubernetes", "type": type, "name": name, "namespace": "shop", "labels": {},
	"object": {"spec": {"template": {"metadata": {"labels": labels}, "spec": {"serviceAccountName": account}}}},
}

_web := _workload("apps/v1/Deployment", "web", "shop", {"app": "web"})

_input(resource, resources) := {
	"resource": resource,
	"context": {"siblings": {"shared-service-account": {"known": true, "resources": resources}}},
}

_found(resource, resources) := {violation.message |
	some violation in rule.violations with input as _input(resource, resources)
		with data.config.parameters as {"shared-service-account": {"labels": ["app.kubernetes.io/name", "app"]}}
}

test_another_workload_with_the_same_account if {
	_found(_web, [_workload("apps/v1/StatefulSet", "orders", "shop", {"app": "orders"})]) == {"the service account shop is also that of StatefulSet orders; give each its own"}
}

test_parts_of_one_application_may_share if {
	_found(_web, [_workload("apps/v1/Deployment", "web-canary", "shop", {"app": "web"})]) == set()
	named := object.union(_workload("batch/v1/Job", "web-1", "shop", {}), {"labels": {"app": "web"}})
	_found(_web, [named]) == set()
}

test_other_accounts_and_namespaces if {
	_found(_web, [_workload("apps/v1/Deployment", "orders", "orders", {"app": "orders"})]) == set()
	elsewhere := object.union(_workload("apps/v1/Deployment", "orders", "shop", {"app": "orders"}), {"namespace": "other"})
	_found(_web, [elsewhere]) == set()
}

test_default_is_another_rules if {
	rule.not_applicable with input as _input(_workload("apps/v1/Deployment", "web", "default", {}), [])
	not rule.not_applicable with input as _input(_web, [])
}
