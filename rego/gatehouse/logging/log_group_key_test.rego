package gatehouse.logging.log_group_key_test

import data.gatehouse.logging.log_group_key

_paths(object, unknown) := {violation.path |
	some violation in log_group_key.violations with input as {"resource": {"type": "aws_cloudwatch_log_group", "object": object, "unknown": unknown}}
}

test_a_key_or_a_reference_to_one_is_kept if {
	_paths({"kms_key_id": "arn:aws:kms:eu-central-1:111122223333:key/1"}, {}) == set()
	_paths({}, {"/kms_key_id": {"references": [], "computed": false, "open": true}}) == set()
}

test_no_key_is_found if {
	_paths({}, {}) == {"/kms_key_id"}
	_paths({"kms_key_id": ""}, {}) == {"/kms_key_id"}
}

_judged(resource, others, known) := [{one.path | some one in violations}, {one.path | some one in unknowns}] if {
	given := {"resource": resource, "context": {"siblings": {"log-group-key": {"known": known, "resources": others}}}}
	violations := log_group_key.violations with input as given
	unknowns := log_group_key.unknowns with input as given
}

_bucket(object) := {"type": "google_logging_project_bucket_config", "id": "it", "object": object, "unknown": {}}

test_a_log_bucket_has_a_key_or_gets_one_from_above if {
	settings := {"type": "google_logging_folder_settings", "object": {"kms_key_name": "projects/a/key"}, "unknown": {}}
	_judged(_bucket({"cmek_settings": [{"kms_key_name": "projects/a/key"}]}), [], true) == [set(), set()]
	_judged(_bucket({"bucket_id": "shop"}), [], true) == [{"/cmek_settings/0/kms_key_name"}, set()]
	_judged(_bucket({"cmek_settings": []}), [], false) == [{"/cmek_settings/0/kms_key_name"}, set()]
	_judged(_bucket({"bucket_id": "shop"}), [settings], true) == [set(), set()]
}

test_the_buckets_that_google_makes_are_not_judged if {
	log_group_key.not_applicable with input as {"resource": _bucket({"bucket_id": "_Default"})}
	not log_group_key.not_applicable with input as {"resource": _bucket({"bucket_id": "shop"})}
}

_cluster := {"type": "azurerm_log_analytics_cluster", "id": "it", "object": {"id": "/s/logs"}, "unknown": {}}

_cluster_key(cluster) := {
	"type": "azurerm_log_analytics_cluster_customer_managed_key",
	"object": {"log_analytics_cluster_id": cluster},
	"unknown": {},
}

test_a_dedicated_cluster_is_given_a_key if {
	_judged(_cluster, [_cluster_key("/s/logs")], true) == [set(), set()]
	_judged(_cluster, [_cluster_key("/s/other")], true) == [{""}, set()]
	_judged(_cluster, [], true) == [{""}, set()]
	_judged(_cluster, [], false) == [set(), {""}]
}
