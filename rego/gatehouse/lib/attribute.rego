# METADATA
# description: >-
#   Attributes of an object as its source describes it, with three answers: known, absent, and unknown until apply. The
#   keys are those of the object, a number for a place in a list: `["spec", "template"]`, `["versioning", 0, "enabled"]`
#   (Terraform keeps nested blocks as lists, also where there can be one only).
package gatehouse.lib.attribute

import data.gatehouse.lib.pointer

_sensitive := "(sensitive value)"

# METADATA
# description: >-
#   What stands at those keys: `state` and `path`, and beside `known` its `value`, beside `unknown` its `references`
#   (`type`, `id`, `attribute`), whether it is `computed` (nobody sets it, so the provider will choose) and whether the
#   references are `open` (may not be all). `absent` is also null and the empty text. `sensitive` is set, and not shown.
read(resource, keys) := {
	"state": "unknown",
	"path": pointer.of(keys),
	"references": mark.references,
	"computed": mark.computed,
	"open": mark.open,
} if {
	mark := _mark(resource, keys)
} else := {"state": "known", "path": pointer.of(keys), "value": value} if {
	value := object.get(resource.object, keys, null)
	not value in {null, "", _sensitive}
} else := {"state": "sensitive", "path": pointer.of(keys)} if {
	some last, _ in keys
	object.get(resource.object, array.slice(keys, 0, last + 1), null) == _sensitive
} else := {"state": "absent", "path": pointer.of(keys)}

# What is below an unknown place is unknown with it.
_mark(resource, keys) := mark if {
	some place, mark in resource.unknown
	_leads_to(place, pointer.of(keys))
}

_leads_to(place, path) if place == path

_leads_to(place, path) if startswith(path, concat("", [place, "/"]))

# METADATA
# description: The same, where what is absent means a value, because the platform takes that one.
read_or(resource, keys, fallback) := {"state": "known", "path": answer.path, "value": fallback} if {
	answer := read(resource, keys)
	unset(answer)
} else := read(resource, keys)

# METADATA
# description: "True where the answer is known to be that value. Terraform writes some booleans and numbers as text."
is(answer, value) if {
	answer.state == "known"
	answer.value == value
}

is(answer, value) if {
	answer.state == "known"
	type_name(value) in {"boolean", "number"}
	answer.value == $"{value}"
}

# METADATA
# description: A known number, also where it is written as text. Undefined for everything else.
number(answer) := answer.value if is_number(answer.value)

number(answer) := to_number(answer.value) if {
	is_string(answer.value)
	regex.match(`^-?[0-9]+(\.[0-9]+)?$`, answer.value)
}

# METADATA
# description: True where nobody set it, so that the platform chooses.
unset(answer) if answer.state == "absent"

unset(answer) if answer.computed

# METADATA
# description: True where somebody set it, though its value is not known now. Whether it is right cannot be said.
undecided(answer) if answer.state == "sensitive"

undecided(answer) if {
	answer.state == "unknown"
	not answer.computed
}

# METADATA
# description: True where somebody set it, to whatever; a reference counts.
is_set(answer) if not unset(answer)

# METADATA
# description: The finding that it is not known yet. Undefined where it is, so that a rule can say it in one line.
unknown(answer, what) := {"path": answer.path, "message": $"{what} is known only after apply"} if {
	answer.state == "unknown"
	not answer.computed
}

unknown(answer, what) := {"path": answer.path, "message": $"{what} is not shown"} if answer.state == "sensitive"

# METADATA
# description: >-
#   The keys of each nested block, whether they are kept as a list or, where there is one, as an object. None where it is
#   not known yet whether there are any: then `undecided(read(resource, keys))` is true.
blocks(resource, keys) := [array.concat(keys, [index]) |
	some index, _ in object.get(resource.object, keys, [])
] if {
	is_array(object.get(resource.object, keys, null))
} else := [keys] if {
	is_object(object.get(resource.object, keys, null))
} else := []
