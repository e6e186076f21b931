# METADATA
# description: How often something is rotated, in the words of the clouds.
package gatehouse.lib.rotation

import data.gatehouse.lib.attribute

_hours := {"hour": 1, "hours": 1, "day": 24, "days": 24}

# METADATA
# description: >-
#   Days between rotations by the `rotation_rules` of AWS Secrets Manager at those keys: `automatically_after_days`, or a
#   `schedule_expression`. A cron that runs in each month counts as 30 days. Undefined where it is not known or cannot be told.
days(resource, keys) := found if {
	found := attribute.number(attribute.read(resource, array.concat(keys, ["automatically_after_days"])))
} else := found if {
	expression := attribute.read(resource, array.concat(keys, ["schedule_expression"])).value
	found := _expressed(expression)
}

_expressed(expression) := ceil((to_number(parts[1]) * _hours[parts[2]]) / 24) if {
	some parts in regex.find_all_string_submatch_n(`^rate\(\s*([0-9]+)\s+(\w+)\s*\)$`, expression, 1)
}

# Minutes, hours, day of month, month, day of week, year.
_expressed(expression) := _month_days[_months(fields[3])] if {
	regex.match(`^cron\(.*\)$`, expression)
	fields := split(trim_suffix(trim_prefix(expression, "cron("), ")"), " ")
	count(fields) == 6
	fields[5] == "*"
}

_month_days := {1: 30, 2: 61, 3: 92, 4: 123, 6: 184, 12: 366}

_months("*") := 1

_months(field) := to_number(parts[1]) if {
	some parts in regex.find_all_string_submatch_n(`^(?:\*|1|JAN)/([0-9]+)$`, field, 1)
}

# METADATA
# description: "The seconds of a duration of Google's APIs, as `2592000s`. Undefined for everything else."
seconds(answer) := to_number(parts[1]) if {
	some parts in regex.find_all_string_submatch_n(`^([0-9]+)(?:\.[0-9]+)?s$`, answer.value, 1)
}

_day_counts := {"D": 1, "W": 7, "M": 30, "Y": 365}

# METADATA
# description: "The days of a duration of ISO 8601 of one unit, as `P90D` or `P3M`. Undefined for everything else."
iso_days(answer) := to_number(parts[1]) * _day_counts[parts[2]] if {
	some parts in regex.find_all_string_submatch_n(`^P([0-9]+)([DWMY])$`, answer.value, 1)
}
