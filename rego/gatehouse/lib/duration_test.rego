package gatehouse.lib.duration_test

import data.gatehouse.lib.duration

test_durations_are_seconds if {
	duration.seconds("0") == 0
	duration.seconds("1h30m0s") == 5400
	duration.seconds("1.5m") == 90
	duration.seconds("500ms") == 0.5
}

test_what_is_no_duration_has_no_seconds if {
	every text in ["", "1d", "h", "10"] {
		not duration.seconds(text)
	}
}
