# METADATA
# description: >-
#   What Azure's diagnostic settings hand out. Each is a resource of its own, which names the one whose logs it takes.
package gatehouse.lib.diagnostics

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

# METADATA
# description: >-
#   Whether a setting beside the resource takes one of those logs (categories, or groups of them): `yes`, `no`, or `unknown` where
#   that is known only after apply, not seen by this door, or said by a group that is not among them. `around` is the rule's own
#   `input.context.siblings`.
takes(around, resource, wanted) := "yes" if {
	some answer in _logs(_settings(around, resource))
	answer.value in wanted
} else := "unknown" if {
	_open(around, resource)
} else := "no"

# METADATA
# description: The logs that a setting takes, by category or group; the older block of the provider may also switch one off.
logs(setting) := [answer |
	some block in ["enabled_log", "log"]
	some keys in attribute.blocks(setting, [block])
	not attribute.is(attribute.read(setting, array.concat(keys, ["enabled"])), false)
	some name in ["category", "category_group"]
	answer := attribute.read(setting, array.concat(keys, [name]))
]

# METADATA
# description: True where it is known only after apply which logs a setting takes.
undecided(setting) if {
	some block in ["enabled_log", "log"]
	attribute.undecided(attribute.read(setting, [block]))
}

undecided(setting) if {
	some answer in logs(setting)
	attribute.undecided(answer)
}

_settings(around, resource) := [other | some other, "yes" in _relations(around, resource)]

_relations(around, resource) := {other: siblings.names_by_id(other, ["target_resource_id"], resource) |
	some other in around.resources
	other.type == "azurerm_monitor_diagnostic_setting"
}

_logs(settings) := [answer | some setting in settings; some answer in logs(setting)]

_open(around, _) if not around.known

_open(around, resource) if "unknown" in {relation | some relation in _relations(around, resource)}

_open(around, resource) if {
	some setting in _settings(around, resource)
	undecided(setting)
}

# What is in a group is the service's to say.
_open(around, resource) if {
	some answer in _logs(_settings(around, resource))
	is_string(answer.value)
	endswith(answer.path, "/category_group")
}
