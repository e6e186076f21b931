# METADATA
# description: What a registry of ECR scans by itself.
package gatehouse.lib.ecr

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

# METADATA
# description: >-
#   Whether a `aws_ecr_registry_scanning_configuration` scans a repository at least when an image is pushed: `yes`, `no`, or
#   `unknown` where that is known only after apply.
covers(registry, repository) := "yes" if {
	name := attribute.read(repository, ["name"])
	some filter in _filters(registry)
	_matches(attribute.read(registry, filter), name)
} else := "unknown" if {
	attribute.undecided(attribute.read(registry, ["rule"]))
} else := "unknown" if {
	some filter in _filters(registry)
	attribute.undecided(attribute.read(registry, filter))
} else := "unknown" if {
	count(_filters(registry)) > 0
	attribute.undecided(attribute.read(repository, ["name"]))
} else := "no"

# METADATA
# description: The keys of the filters of each rule by which the registry scans at that frequency, `CONTINUOUS_SCAN`.
filters(registry, frequency) := [array.concat(filter, ["filter"]) |
	some rule in attribute.blocks(registry, ["rule"])
	attribute.is(attribute.read(registry, array.concat(rule, ["scan_frequency"])), frequency)
	some filter in attribute.blocks(registry, array.concat(rule, ["repository_filter"]))
]

_filters(registry) := array.concat(filters(registry, "SCAN_ON_PUSH"), filters(registry, "CONTINUOUS_SCAN"))

_matches(filter, _) if attribute.is(filter, "*")

_matches(filter, name) if glob.matches(filter.value, name.value)

# A filter without a wildcard means every name that contains it.
_matches(filter, name) if {
	not contains(filter.value, "*")
	contains(name.value, filter.value)
}
