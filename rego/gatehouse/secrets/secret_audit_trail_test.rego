package gatehouse.secrets.secret_audit_trail_test

import data.gatehouse.secrets.secret_audit_trail as rule

_input(type, object, resources, known) := {
	"resource": {"type": type, "id": $"{type}.main", "object": object, "unknown": {}},
	"context": {"siblings": {"secret-audit-trail": {"known": known, "resources": resources}}},
}

_found(type, object) := {violation.path | some violation in rule.violations with input as _input(type, object, [], true)}

_trail(selector) := _found("aws_cloudtrail", {"event_selector": [selector]})

_advanced(fields) := _found("aws_cloudtrail", {"advanced_event_selector": [{"field_selector": fields}]})

test_trails if {
	_found("aws_cloudtrail", {}) == set()
	_trail({"include_management_events": true, "read_write_type": "All"}) == set()
	_trail({"include_management_events": false}) == {"/event_selector"}
	_trail({"read_write_type": "WriteOnly"}) == {"/event_selector"}
	_trail({"exclude_management_event_sources": ["kms.amazonaws.com"]}) == {"/event_selector/0/exclude_management_event_sources"}
}

test_trails_with_advanced_selectors if {
	management := {"field": "eventCategory", "equals": ["Management"]}
	_advanced([management]) == set()
	_advanced([{"field": "eventCategory", "equals": ["Data"]}]) == {"/advanced_event_selector"}
	_advanced([management, {"field": "readOnly", "equals": ["false"]}]) == {"/advanced_event_selector"}
	_advanced([management, {"field": "readOnly", "equals": ["true"]}]) == set()
	_advanced([management, {"field": "eventSource", "equals": ["ec2.amazonaws.com"]}]) == {"/advanced_event_selector"}
}

_google(service, config) := _found("google_project_iam_audit_config", {"service": service, "audit_log_config": [config]})

test_google if {
	_google("allServices", {"log_type": "DATA_READ"}) == set()
	_google("allServices", {"log_type": "ADMIN_READ"}) == {"/audit_log_config"}
	_google("secretmanager.googleapis.com", {"log_type": "DATA_READ", "exempted_members": ["user:a"]}) == {"/audit_log_config/0/exempted_members"}
	rule.not_applicable with input as _input("google_project_iam_audit_config", {"service": "storage.googleapis.com"}, [], true)
	not rule.not_applicable with input as _input("google_project_iam_audit_config", {"service": "allServices"}, [], true)
}

_vault(resources, known) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	given := _input("azurerm_key_vault", {"id": "vault-1"}, resources, known)
	violations := rule.violations with input as given
	unknowns := rule.unknowns with input as given
}

_setting(log) := {
	"type": "azurerm_monitor_diagnostic_setting", "id": "azurerm_monitor_diagnostic_setting.main",
	"object": {"target_resource_id": "vault-1", "enabled_log": [log]}, "unknown": {},
}

test_azure if {
	_vault([_setting({"category": "AuditEvent"})], true) == {"violations": 0, "unknowns": 0}
	_vault([_setting({"category_group": "audit"})], true) == {"violations": 0, "unknowns": 0}
	_vault([_setting({"category": "AzurePolicyEvaluationDetails"})], true) == {"violations": 1, "unknowns": 0}
	_vault([], true) == {"violations": 1, "unknowns": 0}
	_vault([], false) == {"violations": 0, "unknowns": 1}
	open := {"/target_resource_id": {"references": [], "computed": false, "open": true}}
	later := object.union(_setting({}), {"object": {"target_resource_id": null}, "unknown": open})
	_vault([later], true) == {"violations": 0, "unknowns": 1}
}

_policy(rules) := _found("audit.k8s.io/v1/Policy", {"rules": rules})

_secrets := [{"group": "", "resources": ["secrets"]}]

test_audit_policies if {
	_policy([{"level": "Metadata"}]) == set()
	_policy([{"level": "None", "resources": _secrets}]) == {"/rules/0/level"}
	_policy([{"level": "RequestResponse", "resources": [{"group": ""}]}]) == {"/rules/0/level"}
	_policy([{"level": "None", "users": ["system:kube-proxy"]}, {"level": "Metadata", "resources": _secrets}, {"level": "Request"}]) == set()
	_policy([{"level": "None", "verbs": ["watch"]}, {"level": "None", "nonResourceURLs": ["/healthz*"]}, {"level": "Metadata"}]) == set()
	_policy([{"level": "Metadata", "resources": [{"group": "", "resources": ["pods"]}]}]) == {"/rules"}
	_policy([]) == {"/rules"}
}
