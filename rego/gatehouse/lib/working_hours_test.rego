package gatehouse.lib.working_hours_test

import data.gatehouse.lib.working_hours

_hours := {"start": "08:00", "stop": "19:00"}

test_minutes_of_the_day if {
	working_hours.minutes("19:00") == 1140
	working_hours.minutes("0830") == 510
	not working_hours.minutes("*:*")
}

test_days_as_cron_writes_them if {
	working_hours.days("*", 0) == {1, 2, 3, 4, 5, 6, 7}
	working_hours.days("MON-FRI", 0) == {1, 2, 3, 4, 5}
	working_hours.days("1-5", 0) == {1, 2, 3, 4, 5}
	working_hours.days("2-6", 1) == {1, 2, 3, 4, 5}
	working_hours.days("0,6", 0) == {6, 7}
	working_hours.days("7", 1) == {6}
	working_hours.days("fri-mon", 0) == {1, 5, 6, 7}
	not working_hours.days("MON#1", 0)
}

test_cron_at_one_time_a_day if {
	working_hours.cron("0 19 * * 1-5") == {"minute": 1140, "days": {1, 2, 3, 4, 5}}
	working_hours.cron("cron(30 18 ? * MON-FRI *)") == {"minute": 1110, "days": {1, 2, 3, 4, 5}}
	working_hours.cron("cron(0 18 ? * 2-6 *)") == {"minute": 1080, "days": {1, 2, 3, 4, 5}}
	working_hours.cron("CRON_TZ=Europe/Berlin 0 19 * * *").minute == 1140
	not working_hours.cron("*/5 * * * *")
	not working_hours.cron("0 19 1 * *")
	not working_hours.cron("rate(1 day)")
}

test_what_ends_a_working_day if {
	working_hours.stops({"minute": 1140, "days": {1, 2, 3, 4, 5}}, _hours)
	working_hours.stops({"minute": 1080, "days": {1, 2, 3, 4, 5, 6, 7}}, _hours)
	not working_hours.stops({"minute": 1200, "days": {1, 2, 3, 4, 5}}, _hours)
	not working_hours.stops({"minute": 1140, "days": {5}}, _hours)
	not working_hours.stops({"minute": 60, "days": {1, 2, 3, 4, 5}}, _hours)
}

test_what_begins_one if {
	working_hours.starts({"minute": 480, "days": {1, 2, 3, 4, 5}}, _hours)
	not working_hours.starts({"minute": 420, "days": {1, 2, 3, 4, 5}}, _hours)
	not working_hours.starts({"minute": 480, "days": {1, 6}}, _hours)
}

test_uptime_of_the_downscaler if {
	working_hours.uptime("Mon-Fri 08:00-19:00 Europe/Berlin", _hours)
	working_hours.uptime("Mon-Thu 08:00-19:00 UTC, Fri-Fri 08:00-15:00 UTC", _hours)
	working_hours.uptime("never", _hours)
	not working_hours.uptime("Mon-Sun 08:00-19:00 UTC", _hours)
	not working_hours.uptime("Mon-Fri 07:00-19:00 UTC", _hours)
	not working_hours.uptime("Mon-Fri 08:00-22:00 UTC", _hours)
	not working_hours.uptime("always", _hours)
}
