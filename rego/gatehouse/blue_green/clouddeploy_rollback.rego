# METADATA
# title: Cloud Deploy verifies a release, and rolls back what fails
# description: >-
#   A rollout that fails stays as it is until somebody rolls it back, unless an automation of the pipeline does. Most bad versions do
#   not fail to deploy, though: they answer with errors, and only a verification or an analysis tells Cloud Deploy of that.
# related_resources:
#   - ref: https://cloud.google.com/deploy/docs/automation-rules#repair_a_failed_rollout
#   - ref: https://cloud.google.com/deploy/docs/verify-deployment
# custom:
#   id: clouddeploy-rollback
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down, and rolls back by itself.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [google_clouddeploy_delivery_pipeline]
#   siblings: [google_clouddeploy_automation]
#   remediation: >-
#     Add a `google_clouddeploy_automation` with the pipeline's name as `delivery_pipeline` and a rule `repair_rollout_rule` whose
#     `repair_phases` has a block `rollback {}`. In the `strategy` of the last stage set `verify = true` under `standard` or
#     `canary_deployment`, with a `verify` in `skaffold.yaml`, or add an `analysis` of alert policies.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.blue_green.clouddeploy_rollback

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["clouddeploy-rollback"]

not_applicable if attribute.is(attribute.read(input.resource, ["suspended"]), true)

_automations := [other |
	some other in _around.resources
	not attribute.is(attribute.read(other, ["suspended"]), true)
]

_kept if {
	some automation in siblings.naming(_automations, ["delivery_pipeline"], input.resource)
	_rolls_back(automation)
}

_rolls_back(automation) if {
	some rule in attribute.blocks(automation, ["rules"])
	some repair in attribute.blocks(automation, array.concat(rule, ["repair_rollout_rule"]))
	some phase in attribute.blocks(automation, array.concat(repair, ["repair_phases"]))

	# A rollback without a setting is an empty block, which the plan has as null.
	some _ in object.get(automation.object, array.concat(phase, ["rollback"]), [])
}

_open if not _around.known

_open if siblings.may_name(_automations, ["delivery_pipeline"], input.resource)

_open if {
	some automation in siblings.naming(_automations, ["delivery_pipeline"], input.resource)
	attribute.undecided(attribute.read(automation, ["rules"]))
}

violations contains {
	"path": "",
	"message": "a rollout that fails stays as it is; add a google_clouddeploy_automation that repairs it by a rollback",
} if {
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether a rollout that fails is rolled back is not known here"} if {
	not _kept
	_open
}

_stages := attribute.blocks(input.resource, ["serial_pipeline", 0, "stages"])

# Stages are in the order of promotion; users are at the end of it.
_last := _stages[count(_stages) - 1]

_strategy := attribute.read(input.resource, array.concat(_last, ["strategy"]))

# Each way to deploy says by itself what follows: the strategy, a canary, each phase of a canary that is written out.
_ways := [
	["standard", 0],
	["canary", 0, "canary_deployment", 0],
]

_phases := attribute.blocks(
	input.resource,
	array.concat(_last, ["strategy", 0, "canary", 0, "custom_canary_deployment", 0, "phase_configs"]),
)

_asked contains array.concat(array.concat(_last, ["strategy", 0]), way) if some way in _ways

_asked contains phase if some phase in _phases

_verified if {
	some keys in _asked
	attribute.is(attribute.read(input.resource, array.concat(keys, ["verify"])), true)
}

# What runs after the deployment may be its test, too: the rollout fails with it.
_verified if {
	some keys in _asked
	some block in ["verify_config", "analysis", "postdeploy"]
	attribute.is_set(attribute.read(input.resource, array.concat(keys, [block, 0])))
}

_undecided contains answer if {
	some keys in _asked
	some part in ["verify", "verify_config", "analysis", "postdeploy"]
	answer := attribute.read(input.resource, array.concat(keys, [part]))
	attribute.undecided(answer)
}

violations contains {
	"path": _strategy.path,
	"message": "nothing tells whether the version of the last stage works; set verify = true, or add an analysis",
} if {
	not _verified
	count(_undecided) == 0
}

unknowns contains {"path": _strategy.path, "message": "whether the last stage is verified is known only after apply"} if {
	not _verified
	count(_undecided) > 0
}
