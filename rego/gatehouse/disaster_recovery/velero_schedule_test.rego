package gatehouse.disaster_recovery.velero_schedule_test

import data.gatehouse.disaster_recovery.velero_schedule

_found(spec) := {found.path: found.message |
	resource := {"type": "velero.io/v1/Schedule", "object": {"spec": spec}, "unknown": {}}
	parameters := {"velero-schedule": {"daily": true, "minimumHours": 168}}
	some found in velero_schedule.violations with input.resource as resource with data.config.parameters as parameters
}

test_daily_and_more_often_is_kept if {
	daily := {
		"0 3 * * *", "@daily", "@every 24h", "@every 1h30m", "0 */6 * * *", "CRON_TZ=Europe/Berlin 0 3 * * ?",
		"TZ=UTC  0 3 * * 0-6", "@hourly", "0 3 * * sun-sat",
	}
	kept := {schedule | some schedule in daily; _found({"schedule": schedule, "template": {}}) == {}}
	kept == daily
}

test_less_than_daily_is_found if {
	seldom := {"0 3 * * 1", "0 3 1 * *", "0 3 * * 1-5", "@weekly", "@every 168h", "CRON_TZ=UTC 0 3 * * SUN"}
	seldom_found := {schedule | some schedule in seldom; _found({"schedule": schedule})["/spec/schedule"]}
	seldom_found == seldom
}

test_a_paused_schedule_is_found if {
	_found({"schedule": "@daily", "paused": true}) == {"/spec/paused": "the schedule is paused, so nothing is backed up; set paused: false"}
	_found({"schedule": "@daily", "paused": false}) == {}
}

test_the_time_to_live_is_counted_in_hours if {
	_found({"schedule": "@daily", "template": {"ttl": "720h0m0s"}}) == {}
	_found({"schedule": "@daily", "template": {"ttl": "168h"}}) == {}
	_found({"schedule": "@daily", "template": {"ttl": "4320m"}}) == {"/spec/template/ttl": "backups are kept for 4320m; keep them for 168h or more"}
}
