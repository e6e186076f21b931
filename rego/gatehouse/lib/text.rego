# METADATA
# description: Values as source text, for what a fix offers.
package gatehouse.lib.text

# Plain words that YAML 1.1 reads as something else than text.
_yaml_words := {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

# METADATA
# description: A string in double quotes, for YAML and JSON.
quoted(value) := json.marshal(value)

# METADATA
# description: A string for YAML, in quotes only where it would be read as something else.
yaml(value) := value if {
	regex.match(`^[A-Za-z][A-Za-z0-9./_-]*$`, value)
	not lower(value) in _yaml_words
} else := quoted(value)

# METADATA
# description: "A number of days in a sentence: `one day`, `7 days`."
days(1) := "one day"

days(number) := $"{number} days" if number != 1
