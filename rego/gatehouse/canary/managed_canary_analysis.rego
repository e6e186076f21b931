# METADATA
# title: Each step of a canary of Cloud Deploy is verified or analysed
# description: >-
#   A canary that is not measured between its steps is a slow rollout: the share of users grows until all of them have the version that is
#   broken.
# related_resources:
#   - ref: https://cloud.google.com/deploy/docs/deployment-strategies/canary
#   - ref: https://cloud.google.com/deploy/docs/verify-deployment
# custom:
#   id: managed-canary-analysis
#   pack: canary
#   default: off
#   sentence: One percent first, measured, rolled back by itself.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [google_clouddeploy_delivery_pipeline]
#   remediation: >-
#     Set `verify = true` in `canary_deployment`, or in each of the `phase_configs`, with a `verify` in `skaffold.yaml`; or add an `analysis` of
#     alert policies that must not fire.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.canary.managed_canary_analysis

import data.gatehouse.lib.attribute

_read(keys) := attribute.read(input.resource, keys)

_canaries := [array.concat(stage, ["strategy", 0, "canary", 0]) |
	some stage in attribute.blocks(input.resource, ["serial_pipeline", 0, "stages"])
]

_deployments contains keys if {
	some canary in _canaries
	some keys in attribute.blocks(input.resource, array.concat(canary, ["canary_deployment"]))
}

# Of phases that are written out, those that share the traffic; one without users needs no measure.
_deployments contains keys if {
	some canary in _canaries
	some keys in attribute.blocks(input.resource, array.concat(canary, ["custom_canary_deployment", 0, "phase_configs"]))
	not attribute.is(_read(array.concat(keys, ["percentage"])), 0)
}

not_applicable if count(_deployments) == 0

_measured(keys) if attribute.is(_read(array.concat(keys, ["verify"])), true)

_measured(keys) if {
	some block in ["verify_config", "analysis"]
	attribute.is_set(_read(array.concat(keys, [block, 0])))
}

_undecided(keys) if {
	some part in ["verify", "verify_config", "analysis"]
	attribute.undecided(_read(array.concat(keys, [part])))
}

violations contains {
	"path": _read(array.concat(keys, ["verify"])).path,
	"message": "nothing is measured before more users get the version; set verify = true, or add an analysis",
} if {
	some keys in _deployments
	not _measured(keys)
	not _undecided(keys)
}

unknowns contains {
	"path": _read(array.concat(keys, ["verify"])).path,
	"message": "whether the step is measured is known only after apply",
} if {
	some keys in _deployments
	not _measured(keys)
	_undecided(keys)
}
