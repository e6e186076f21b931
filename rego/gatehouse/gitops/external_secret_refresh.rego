# METADATA
# title: External secrets are read again and again
# description: >-
#   What is fetched once is a copy that nobody rotates: the store has the new password, and the cluster keeps the old one until
#   something fails. A refresh is also what puts back a Secret that was changed by hand.
# related_resources:
#   - ref: https://external-secrets.io/latest/api/externalsecret/
# custom:
#   id: external-secret-refresh
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: medium
#   action: warn
#   kinds: [external-secrets.io/*/ExternalSecret]
#   remediation: >-
#     Set `spec.refreshInterval: 1h` and leave `refreshPolicy` out, or set it to `Periodic`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxInterval:
#         description: The longest time between two refreshes.
#         type: string
#         format: duration
#         default: 24h
package gatehouse.gitops.external_secret_refresh

import data.gatehouse.lib.attribute
import data.gatehouse.lib.duration

_parameters := data.config.parameters["external-secret-refresh"]

# What a generator makes is new each time, so that who wants to keep it asks once.
not_applicable if {
	_sources != []
	every source in _sources {
		attribute.is_set(attribute.read(input.resource, array.concat(source, ["sourceRef", "generatorRef"])))
	}
}

_sources := array.concat(
	attribute.blocks(input.resource, ["spec", "data"]),
	attribute.blocks(input.resource, ["spec", "dataFrom"]),
)

_policy := attribute.read_or(input.resource, ["spec", "refreshPolicy"], "Periodic")

_interval := attribute.read_or(input.resource, ["spec", "refreshInterval"], "1h")

violations contains {
	"path": _policy.path,
	"message": $"refreshPolicy {_policy.value} reads the secret {when}; set Periodic",
	"fix": {
		"description": "read the secret again periodically",
		"patch": array.concat(
			[{"op": "add", "path": _policy.path, "value": "Periodic"}],
			[{"op": "add", "path": _interval.path, "value": "1h"} | _fault],
		),
	},
} if {
	when := {"CreatedOnce": "only once", "OnChange": "only when this object changes"}[_policy.value]
}

violations contains {
	"path": _interval.path,
	"message": $"{fault}; set refreshInterval: 1h",
	"fix": {
		"description": "read the secret again every hour",
		"patch": [{"op": "add", "path": _interval.path, "value": "1h"}],
	},
} if {
	_policy.value == "Periodic"
	fault := _fault
}

_fault := "refreshInterval 0 reads the secret only once" if {
	duration.seconds(_interval.value) == 0
} else := $"the secret is read every {_interval.value}, less than every {_parameters.maxInterval.text}" if {
	duration.seconds(_interval.value) > _parameters.maxInterval.value
}
