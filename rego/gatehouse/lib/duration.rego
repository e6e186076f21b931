# METADATA
# description: Durations as Go writes them, `1h30m0s`, in objects.
package gatehouse.lib.duration

_milliseconds := {"ms": 1, "s": 1000, "m": 60000, "h": 3600000}

# METADATA
# description: Seconds. Undefined for what is no duration.
seconds("0") := 0

seconds(text) := sum([amount |
	some part in _parts(text)
	amount := to_number(part[1]) * _milliseconds[part[2]]
]) / 1000 if {
	regex.match(`^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`, text)
}

_parts(text) := regex.find_all_string_submatch_n(`([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)`, text, -1)
