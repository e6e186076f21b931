package gatehouse.logging.cloudtrail_complete_test

import data.gatehouse.logging.cloudtrail_complete

_complete := {
	"is_multi_region_trail": true,
	"enable_log_file_validation": true,
	"kms_key_id": "arn:aws:kms:eu-central-1:111122223333:key/1",
	"cloud_watch_logs_group_arn": "arn:aws:logs:eu-central-1:111122223333:log-group:trail:*",
}

_marks(paths) := {path: {"references": [], "computed": false, "open": true} | some path in paths}

_judged(object, unknown, others, known) := [{one.path | some one in violations}, {one.path | some one in unknowns}] if {
	given := {
		"resource": {"object": object, "unknown": _marks(unknown)},
		"context": {"siblings": {"cloudtrail-complete": {"known": known, "resources": others}}},
	}
	parameters := {"cloudtrail-complete": {"key": true, "logGroup": true}}
	violations := cloudtrail_complete.violations with input as given with data.config.parameters as parameters
	unknowns := cloudtrail_complete.unknowns with input as given with data.config.parameters as parameters
}

test_a_complete_trail_is_kept if {
	_judged(_complete, [], [], true) == [set(), set()]
}

test_all_that_is_missing_is_found if {
	_judged({"enable_logging": false, "include_global_service_events": false}, [], [], true) == [
		{
			"/enable_logging",
			"/include_global_service_events",
			"/enable_log_file_validation",
			"/kms_key_id",
			"/cloud_watch_logs_group_arn",
			"/is_multi_region_trail",
		},
		set(),
	]
}

test_another_trail_of_all_regions_is_enough if {
	trail := object.union(_complete, {"is_multi_region_trail": false})
	_judged(trail, [], [{"object": {"is_multi_region_trail": true}, "unknown": {}}], true) == [set(), set()]
	_judged(trail, [], [{"object": {}, "unknown": {}}], true) == [{"/is_multi_region_trail"}, set()]
	_judged(trail, [], [], false) == [set(), {"/is_multi_region_trail"}]
	_judged(trail, [], [{"object": {}, "unknown": _marks(["/is_multi_region_trail"])}], true) == [set(), {"/is_multi_region_trail"}]
}

test_variables_are_unknown_and_references_count if {
	trail := {"is_multi_region_trail": true}
	unknown := ["/enable_log_file_validation", "/kms_key_id", "/cloud_watch_logs_group_arn"]
	_judged(trail, unknown, [], true) == [set(), {"/enable_log_file_validation"}]
}
