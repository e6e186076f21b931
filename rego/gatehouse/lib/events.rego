# METADATA
# description: Rules of EventBridge and what they send on.
package gatehouse.lib.events

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

# METADATA
# description: >-
#   Whether a `aws_cloudwatch_event_rule` sends events of one of the sources to a target among the resources: `yes`, `unknown`,
#   `no target` where it matches them and drops them, `no` where it does not match them or is switched off.
route(rule, sources, resources) := "no" if {
	not may_match(rule, sources)
} else := "unknown" if {
	not matches(rule, sources)
} else := "yes" if {
	count(siblings.naming(_targets(resources), ["rule"], rule)) > 0
} else := "unknown" if {
	siblings.may_name(_targets(resources), ["rule"], rule)
} else := "no target"

_targets(resources) := [resource | some resource in resources; resource.type == "aws_cloudwatch_event_target"]

_pattern(rule) := attribute.read(rule, ["event_pattern"])

# METADATA
# description: True where the rule is known to be on and to match events of one of the sources.
matches(rule, sources) if {
	not _off(rule)
	some source in json.unmarshal(_pattern(rule).value).source
	_means(source, sources)
}

# METADATA
# description: True where the rule matches them, or where its pattern is known only after apply.
may_match(rule, sources) if matches(rule, sources)

may_match(rule, _) if {
	not _off(rule)
	attribute.undecided(_pattern(rule))
}

_means(source, sources) if source in sources

_means(source, sources) if {
	some wanted in sources
	startswith(wanted, source.prefix)
}

_off(rule) if attribute.is(attribute.read(rule, ["state"]), "DISABLED")

_off(rule) if attribute.is(attribute.read(rule, ["is_enabled"]), false)
