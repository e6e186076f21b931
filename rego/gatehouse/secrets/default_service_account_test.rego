package gatehouse.secrets.default_service_account_test

import data.gatehouse.secrets.default_service_account as rule

_input(spec, resources) := {
	"resource": {
		"source": "kubernetes", "type": "apps/v1/Deployment", "namespace": "shop",
		"object": {"spec": {"template": {"spec": spec}}}, "unknown": {},
	},
	"context": {"siblings": {"default-service-account": {"known": true, "resources": resources}}},
}

_found(spec) := {violation.path | some violation in rule.violations with input as _input(spec, [])}

test_default_is_found if {
	_found({}) == {"/spec/template/spec/serviceAccountName"}
	_found({"serviceAccountName": "default"}) == {"/spec/template/spec/serviceAccountName"}
}

test_an_own_one_is_kept if _found({"serviceAccountName": "web"}) == set()

test_what_has_no_token_is_not_judged if {
	rule.not_applicable with input as _input({"automountServiceAccountToken": false}, [])
	rule.not_applicable with input as _input({}, [_account(false)])
	not rule.not_applicable with input as _input({}, [_account(true)])
	not rule.not_applicable with input as _input({"automountServiceAccountToken": true}, [_account(false)])
	not rule.not_applicable with input as _input({}, [])
}

_account(automount) := {"name": "default", "namespace": "shop", "object": {"automountServiceAccountToken": automount}}

test_terraform if {
	later := {"/spec/0/template/0/spec/0/service_account_name": {"references": [], "computed": false, "open": false}}
	given := {"source": "terraform", "type": "kubernetes_deployment_v1", "object": {"spec": [{"template": [{"spec": [{}]}]}]}}
	found := rule.violations with input.resource as given
	{one.path | some one in found} == {"/spec/0/template/0/spec/0/service_account_name"}
	count(rule.unknowns) == 1 with input.resource as object.union(given, {"unknown": later})
}

_google(type, object) := {violation.path |
	some violation in rule.violations with input.resource as {"source": "terraform", "type": type, "object": object, "unknown": {}}
}

test_default_service_accounts_of_google_are_found if {
	_google("google_compute_instance", {"service_account": [{"scopes": ["cloud-platform"]}]}) == {"/service_account/0/email"}
	_google("google_compute_instance", {"service_account": [{"email": "1234-compute@developer.gserviceaccount.com"}]}) == {"/service_account/0/email"}
	_google("google_container_node_pool", {"node_config": [{"service_account": "default"}]}) == {"/node_config/0/service_account"}
	_google("google_container_cluster", {}) == {"/node_config/0/service_account"}
	_google("google_container_cluster", {"enable_autopilot": true}) == {"/cluster_autoscaling/0/auto_provisioning_defaults/0/service_account"}
	_google("google_container_cluster", {"node_pool": [{"node_config": [{}]}]}) == {"/node_pool/0/node_config/0/service_account"}
	_google("google_cloud_run_v2_service", {"template": [{}]}) == {"/template/0/service_account"}
	_google("google_cloudfunctions_function", {"service_account_email": "shop@appspot.gserviceaccount.com"}) == {"/service_account_email"}
}

test_service_accounts_of_their_own_are_kept if {
	_google("google_compute_instance", {}) == set()
	_google("google_compute_instance_template", {"service_account": [{"email": "web@shop.iam.gserviceaccount.com"}]}) == set()
	_google("google_container_cluster", {"remove_default_node_pool": true}) == set()
	_google("google_cloud_run_service", {"template": [{"spec": [{"service_account_name": "web@shop.iam.gserviceaccount.com"}]}]}) == set()
}
