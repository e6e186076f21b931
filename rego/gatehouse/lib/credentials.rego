# METADATA
# description: >-
#   Credentials that are written where everybody can read them. What is found is told by what it is and by the name that it stands
#   under, never by its value. A credential of a well-known issuer is told by what it looks like; any other only where the name says
#   that it is one, and the value is neither a reference nor a placeholder.
package gatehouse.lib.credentials

import data.gatehouse.lib.detectors

# METADATA
# description: "What stands in a value under a name, in words: `a token of GitHub`. Undefined where nothing is found."
in_value(name, value) := sort(found)[0] if {
	is_string(value)
	found := _issued(value) | (_in_urls(value) | (_by_name(name, value) | _assigned(value)))
	count(found) > 0
}

# METADATA
# description: The same of a text with lines of its own, such as a script or a file of settings.
in_text(text) := sort(found)[0] if {
	is_string(text)
	found := _issued(text) | (_in_urls(text) | _assigned(text))
	count(found) > 0
}

# METADATA
# description: True where the name says that a credential stands under it.
names_one(name) if regex.match(_password_name, name)

names_one(name) if regex.match(_key_name, name)

_password_name := `(?i)(^|[^a-z])(pass|pwd|pw)$|(password|passwd|passphrase)$|[a-z]pwd$`

_key_name := `(?i)(secret|token|(api|access|secret|private|account|shared|auth|encryption|signing|master|license)[_.-]?key|credentials?)$`

# Shorter than any credential that has an issuer, and what documentation shows.
_issued(text) := {detector.what |
	some detector in detectors.all
	_has_one(text, detector.literals)
	some match in regex.find_all_string_submatch_n(detector.pattern, text, -1)
	count(match[0]) >= 20
	not _shown(match[0])
}

_has_one(text, literals) if {
	some literal in literals
	contains(text, literal)
}

_shown(text) if regex.match(`(?i)example|xxxx|0000000|1234567|placeholder|redacted`, text)

_in_urls(text) := {"a password in a URL" |
	contains(text, "://")
	some match in regex.find_all_string_submatch_n(`[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@"'<>]*:([^\s/@"'<>]+)@[^\s]`, text, -1)
	not _placeholder(match[1])
}

_by_name(name, value) := {"a password"} if {
	regex.match(_password_name, name)
	not lower(name) in {"pwd", "oldpwd"}
	_is_password(value)
} else := {"a secret"} if {
	regex.match(_key_name, name)
	_is_random(value)
} else := set()

# `name = value` in a line that is no comment.
_assigned(text) := {what |
	_has_one(lower(text), ["pass", "pwd", "secret", "token", "key", "credential"])
	some found in regex.find_all_string_submatch_n(_line, text, -1)
	line := found[0]
	not regex.match(`^\s*(#|//|;|\*|--\s)`, line)
	some assignment in _assignments
	some match in regex.find_all_string_submatch_n(assignment, line, -1)
	value := trim_right(match[2], `,;"'`)
	some what in _by_name(match[1], value)
	not _code(value)
}

# Most lines of most texts are about something else.
_line := `(?im)^.*(?:password|passwd|passphrase|pwd|secret|token|(?:api|access|secret|private|account|shared|auth|encryption|signing|master|license)[_.-]?key|credentials?)["']?[ \t]*[:=].*$`

# Behind a colon the value is all that follows: else it is prose.
_assignments := [
	`([A-Za-z0-9_.-]*(?i:password|passwd|passphrase|pwd|secret|token|key|credentials?))["']?[ \t]*=[ \t]*["']?([^\s"'&]+)`,
	`([A-Za-z0-9_.-]*(?i:password|passwd|passphrase|pwd|secret|token|key|credentials?))["']?[ \t]*:[ \t]*["']?([^\s"',]+)["']?[,;]?\s*(?:[}#].*)?$`,
]

# Words that say of which kind a password is, and what a program calls.
_code(value) if regex.match(`[(){}\[\]|\\]|^[A-Za-z_]+(\.[A-Za-z_]+)+;?$|^[=>:!]`, value)

_code(value) if regex.match(`(?i)^(string|str|text|password|passwd|secret|token|bearer|basic|md5|scram-.*|trust|env|file)$`, value)

_is_password(value) if {
	count(value) >= 4
	not regex.match(`\s`, value)
	not _placeholder(value)
}

# Long, and no name of something: those have no digits among letters of both cases.
_is_random(value) if {
	regex.match(`^[A-Za-z0-9+/_=.~-]{16,}$`, value)
	not _placeholder(value)
	_mixed(value)
}

_mixed(value) if regex.match(`^[0-9a-fA-F-]{32,}$`, value)

_mixed(value) if {
	regex.match(`[a-z]`, value)
	regex.match(`[A-Z]`, value)
	regex.match(`[0-9].*[0-9]`, value)
}

_mixed(value) if {
	regex.match(`^[a-z0-9]+$`, value)
	regex.match(`[0-9].*[a-z].*[0-9].*[a-z].*[0-9]`, value)
}

# What is put in later, is somewhere else, or is nothing.
_placeholder(value) if regex.match(`\$\{|\$\(|\{\{|^\$|^<.*>$|^%.*%$|^@|^#\{|^\{`, value)

_placeholder(value) if regex.match(`(?i)^(vault|ref\+|op|file|env|kv|secret|secretsmanager|ssm|sops|gcp|aws|azure|awssm|akv)[a-z+.-]*:`, value)

_placeholder(value) if regex.match(`^[A-Za-z][A-Za-z0-9+.-]*://|^arn:|^projects/|^ENC\[|^\.{0,2}/|^~/|^[A-Za-z]:\\`, value)

_placeholder(value) if regex.match(`(?i)change.?me|replace|redacted|example|placeholder|your[-_ .]|todo|insert|dummy|sample|sensitive|not-a-real`, value)

_placeholder(value) if regex.match(`^[*xX.#_-]+$|^[0-9]{1,3}$`, value)

_placeholder(value) if regex.match(`(?i)^(true|false|yes|no|on|off|none|null|nil|enabled?|disabled?|default|optional|required|auto|n/?a|empty|prompt)$`, value)
