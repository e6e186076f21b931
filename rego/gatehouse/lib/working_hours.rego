# METADATA
# description: Whether schedules stop what nobody uses at night and at weekends. Times are minutes of the day, days Monday = 1 to Sunday = 7.
package gatehouse.lib.working_hours

# METADATA
# description: "Minutes of the day: of `19:00`, and of `1900`."
minutes(text) := (to_number(found[0][1]) * 60) + to_number(found[0][2]) if {
	found := regex.find_all_string_submatch_n(`^([0-9]{1,2}):?([0-9]{2})$`, text, 1)
}

# METADATA
# description: Monday to Friday.
working_days := {1, 2, 3, 4, 5}

# METADATA
# description: >-
#   The minute and the days of a cron expression of five fields, also with a time zone before or a year behind it; in `cron(...)` of
#   EventBridge Sunday is 1. Undefined where it is at several times a day, or by the day of the month.
cron(text) := {"minute": (to_number(fields[1]) * 60) + to_number(fields[0]), "days": days(fields[4], _sunday(text))} if {
	bare := trim_suffix(trim_prefix(trim_space(_without_zone(text)), "cron("), ")")
	fields := [field | some field in split(bare, " "); field != ""]
	count(fields) in {5, 6}
	regex.match(`^[0-9]{1,2} [0-9]{1,2} [*?] [*] `, $"{concat(" ", array.slice(fields, 0, 4))} ")
}

_sunday(text) := 1 if startswith(text, "cron(")

else := 0

_without_zone(text) := parts[count(parts) - 1] if {
	startswith(text, "CRON_TZ=")
	parts := regex.find_all_string_submatch_n(`^\S+\s+(.*)$`, text, 1)[0]
} else := text

_names := {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}

# METADATA
# description: "The days of `*`, `MON-FRI`, `1-5`, `1,3,5`; `sunday` is the number of that day, 0 or 1. Names may be of any case."
days(text, _) := {1, 2, 3, 4, 5, 6, 7} if text in {"*", "?"}

days(text, sunday) := {day |
	some part in split(lower(text), ",")
	ends := [_day(end, sunday) | some end in split(part, "-")]
	some day in {1, 2, 3, 4, 5, 6, 7}
	_between(day, ends[0], ends[count(ends) - 1])
} if {
	regex.match(`(?i)^([a-z]{3}|[0-7])(-([a-z]{3}|[0-7]))?(,([a-z]{3}|[0-7])(-([a-z]{3}|[0-7]))?)*$`, text)
}

_day(text, _) := _names[text]

_day(text, sunday) := 7 if {
	number := to_number(text)
	number in {sunday, sunday + 7}
}

_day(text, sunday) := number - sunday if {
	number := to_number(text)
	not number in {sunday, sunday + 7}
}

_between(day, first, last) if {
	first <= last
	day >= first
	day <= last
}

_between(day, first, last) if {
	first > last
	day >= first
}

_between(day, first, last) if {
	first > last
	day <= last
}

# METADATA
# description: True where a time on some days ends each working day, by the hour that `hours.stop` names.
stops(time, hours) if {
	time.minute > minutes(hours.start)
	time.minute <= minutes(hours.stop)
	count(working_days - time.days) == 0
}

# METADATA
# description: True where a time on some days begins working days only, and not before `hours.start`.
starts(time, hours) if {
	time.minute >= minutes(hours.start)
	count(time.days - working_days) == 0
}

# METADATA
# description: >-
#   True where what kube-downscaler calls uptime is within working hours: `Mon-Fri 08:00-19:00 Europe/Berlin`, several of them with
#   commas between, or `never`.
uptime("never", _) := true

uptime(text, hours) if {
	specifications := split(text, ",")
	every specification in specifications {
		_within(trim_space(specification), hours)
	}
}

_within(specification, hours) if {
	found := regex.find_all_string_submatch_n(`^([A-Za-z]{3}-[A-Za-z]{3}) ([0-9:]+)-([0-9:]+) \S+$`, specification, 1)[0]
	starts({"minute": minutes(found[2]), "days": days(found[1], 0)}, hours)
	minutes(found[3]) <= minutes(hours.stop)
}
