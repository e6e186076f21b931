# METADATA
# description: Text of the language in which Terraform is configured.
package gatehouse.lib.hcl

# METADATA
# description: >-
#   The assignment of a single value (text, number, true, false, null) to the attribute at a path of the planned values:
#   `encrypted = true`, with the blocks around it that the path names. An index says which block of several it is, and is
#   not written. Undefined for lists and objects, whose text the evaluators order differently.
assignment(path, value) := concat("\n", lines) if {
	not type_name(value) in {"array", "object"}
	keys := [key | some key in split(trim_prefix(path, "/"), "/"); not regex.match(`^[0-9]+$`, key)]
	depth := count(keys) - 1
	opened := [$"{_indent(level)}{key} \{" | some level, key in keys; level < depth]
	closed := [$"{_indent((depth - 1) - level)}}" | some level, _ in keys; level < depth]
	set := $"{_indent(depth)}{keys[depth]} = {literal(value)}"
	lines := array.concat(array.concat(opened, [set]), closed)
}

_indent(level) := substring("                                ", 0, 2 * level)

# METADATA
# description: "A value as source text. In a string `${` and `%{` would begin a template."
literal(value) := replace(replace(json.marshal(value), "${", "$${"), "%{", "%%{")
