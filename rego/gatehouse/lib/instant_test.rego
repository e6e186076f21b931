package gatehouse.lib.instant_test

import data.gatehouse.lib.instant

_days(from, to) := (instant.seconds(to) - instant.seconds(from)) / 86400

test_differences if {
	_days("2026-11-01T00:00:00Z", "2026-11-23T00:00:00Z") == 22
	_days("2024-02-28T00:00:00Z", "2024-03-01T00:00:00Z") == 2
	_days("2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z") == 1
	_days("2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z") == 1
	_days("2000-01-01T00:00:00Z", "2026-01-01T12:00:00.5Z") == 9497.5
}

test_what_is_no_instant if {
	not instant.seconds("yesterday")
	not instant.seconds("2026-11-23")
}
