# METADATA
# description: JSON Pointers, RFC 6901.
package gatehouse.lib.pointer

# METADATA
# description: The pointer to a key below a pointer.
child(parent, key) := $"{parent}/{escape(key)}"

# METADATA
# description: The pointer of a list of keys and places.
of(keys) := concat("", [$"/{escape(text)}" | some key in keys; text := $"{key}"])

# METADATA
# description: "One reference token: `~` is written `~0` and `/` is written `~1`."
escape(key) := replace(replace(key, "~", "~0"), "/", "~1")

# METADATA
# description: The keys of a pointer, numbers where they are places in a list.
keys(pointer) := [key |
	some token in split(trim_prefix(pointer, "/"), "/")
	text := replace(replace(token, "~1", "/"), "~0", "~")
	key := _key(text)
]

_key(text) := to_number(text) if {
	regex.match(`^(0|[1-9][0-9]*)$`, text)
} else := text
