# METADATA
# description: >-
#   Globs in which only `*` (any characters, also none) and `?` (one character) are special, as everywhere in the
#   configuration. `glob.match` is not used: to it brackets, braces and backslashes are special as well.
package gatehouse.lib.glob

# METADATA
# description: True where one of the patterns matches the whole value.
any_match(patterns, value) if {
	some pattern in patterns
	matches(pattern, value)
}

# METADATA
# description: True where the pattern matches the whole value.
matches(pattern, value) if pattern == value

matches(pattern, value) if {
	regex.match(`[*?]`, pattern)
	regex.match(_regex(pattern), value)
}

# Everything is literal but the two wildcards.
_regex(pattern) := concat("", [`(?s)^\Q`, replace(replace(pattern, "*", `\E.*\Q`), "?", `\E.\Q`), `\E$`])
