# METADATA
# description: Globs in which only `*` (any characters, also none) and `?` (one character) are special.
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
	glob.match(pattern, null, value)
}
