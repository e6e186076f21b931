package gatehouse.scanning.binary_authorization_test

import data.gatehouse.scanning.binary_authorization

_mark := {"references": [], "computed": false, "open": true}

_policy(values, unknown) := {"type": "google_binary_authorization_policy", "object": values, "unknown": unknown}

_cluster(values, unknown) := {"type": "google_container_cluster", "object": values, "unknown": unknown}

_violations(resource) := {found.path | some found in binary_authorization.violations with input.resource as resource}

_unknowns(resource) := {found.path | some found in binary_authorization.unknowns with input.resource as resource}

_rule(evaluation, enforcement) := {"evaluation_mode": evaluation, "enforcement_mode": enforcement}

_strict := _rule("REQUIRE_ATTESTATION", "ENFORCED_BLOCK_AND_AUDIT_LOG")

test_a_policy if {
	_violations(_policy({"default_admission_rule": [_strict]}, {})) == set()
	_violations(_policy({"default_admission_rule": [_rule("ALWAYS_DENY", "ENFORCED_BLOCK_AND_AUDIT_LOG")]}, {})) == set()
	_violations(_policy({"default_admission_rule": [_rule("ALWAYS_ALLOW", "DRYRUN_AUDIT_LOG_ONLY")]}, {})) == {
		"/default_admission_rule/0/evaluation_mode",
		"/default_admission_rule/0/enforcement_mode",
	}
	lax := {"default_admission_rule": [_strict], "cluster_admission_rules": [_strict, _rule("ALWAYS_ALLOW", "")]}
	_violations(_policy(lax, {})) == {"/cluster_admission_rules/1/evaluation_mode"}
}

test_a_cluster if {
	off := {"/binary_authorization/0/evaluation_mode"}
	_violations(_cluster({}, {})) == off
	_violations(_cluster({"binary_authorization": [{"evaluation_mode": "DISABLED"}]}, {})) == off
	_violations(_cluster({"binary_authorization": [{"evaluation_mode": "PROJECT_SINGLETON_POLICY_ENFORCE"}]}, {})) == set()
	_violations(_cluster({"enable_binary_authorization": true}, {})) == set()
}

test_what_is_known_after_apply_is_open if {
	mode := "/binary_authorization/0/evaluation_mode"
	_unknowns(_cluster({}, {mode: _mark})) == {mode}
	_violations(_cluster({}, {mode: _mark})) == set()
	evaluation := "/default_admission_rule/0/evaluation_mode"
	_unknowns(_policy({"default_admission_rule": [_rule("", "ENFORCED_BLOCK_AND_AUDIT_LOG")]}, {evaluation: _mark})) == {evaluation}
}

_run(type, values) := _violations({"type": type, "object": values, "unknown": {}})

test_cloud_run if {
	_run("google_cloud_run_v2_service", {}) == {"/binary_authorization/0/use_default"}
	_run("google_cloud_run_v2_job", {"binary_authorization": [{"use_default": false}]}) == {"/binary_authorization/0/use_default"}
	_run("google_cloud_run_v2_service", {"binary_authorization": [{"use_default": true}]}) == set()
	_run("google_cloud_run_v2_service", {"binary_authorization": [{"policy": "projects/shop/platforms/cloudRun/policies/web"}]}) == set()
	count(_run("google_cloud_run_service", {"metadata": [{}]})) == 1
	_run("google_cloud_run_service", {"metadata": [{"annotations": {"run.googleapis.com/binary-authorization": "default"}}]}) == set()
}
