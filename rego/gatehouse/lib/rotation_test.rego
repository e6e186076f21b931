package gatehouse.lib.rotation_test

import data.gatehouse.lib.rotation

_days(rules) := rotation.days({"object": {"rotation_rules": [rules]}, "unknown": {}}, ["rotation_rules", 0])

_scheduled(expression) := _days({"schedule_expression": expression})

test_days_are_told_by_number_or_schedule if {
	_days({"automatically_after_days": 30, "schedule_expression": ""}) == 30
	_scheduled("rate(10 days)") == 10
	_scheduled("rate(12 hours)") == 1
	_scheduled("cron(0 8 1 * ? *)") == 30
	_scheduled("cron(0 8 ? * 1#1 *)") == 30
	_scheduled("cron(0 8 1 1/3 ? *)") == 92
}

test_what_cannot_be_told_is_undefined if {
	every expression in ["cron(0 8 1 JAN ? *)", "rate(1 year)", "cron(* *)", "cron(0 8 1 * ? 2030)", "daily"] {
		not _scheduled(expression)
	}
	not _days({})
}

test_durations if {
	rotation.seconds({"value": "2592000s"}) == 2592000
	not rotation.seconds({"value": "30d"})
	rotation.iso_days({"value": "P90D"}) == 90
	rotation.iso_days({"value": "P3M"}) == 90
	not rotation.iso_days({"value": "P1Y2M"})
}
