# METADATA
# description: Instants of RFC 3339 as numbers. What the time is now no rule is told.
package gatehouse.lib.instant

# METADATA
# description: Seconds since an epoch of its own, for differences. Undefined for what is no instant in UTC.
seconds(text) := (_days(parts) * 86400) + ((to_number(parts[4]) * 3600) + ((to_number(parts[5]) * 60) + to_number(parts[6]))) if {
	some parts in regex.find_all_string_submatch_n(`^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?Z$`, text, 1)
}

# Days of the civil calendar, in years that begin in March, so that the leap day is the last.
_days(parts) := (365 * year) + ((floor(year / 4) - floor(year / 100)) + (floor(year / 400) + (day_of_year + to_number(parts[3])))) if {
	month := to_number(parts[2])
	year := to_number(parts[1]) - _before_march(month)
	day_of_year := floor(((153 * ((month + 9) % 12)) + 2) / 5)
}

_before_march(month) := 1 if month < 3

else := 0
