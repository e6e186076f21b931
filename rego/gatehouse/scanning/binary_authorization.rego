# METADATA
# title: Google Cloud runs only images that somebody attested
# description: >-
#   Binary Authorization is the door of GKE and Cloud Run for images. A policy that allows everything, or that only writes a log
#   line, leaves the door open, and a cluster or a service that does not ask has none.
# related_resources:
#   - ref: https://cloud.google.com/binary-authorization/docs/key-concepts
#   - ref: https://cloud.google.com/binary-authorization/docs/run/enabling-binauthz-cloud-run
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/binary_authorization_policy
# custom:
#   id: binary-authorization
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   controls:
#     cis: [GKE 1.6.0 5.10.4]
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - google_binary_authorization_policy
#     - google_container_cluster
#     - google_cloud_run_service
#     - google_cloud_run_v2_service
#     - google_cloud_run_v2_job
#   remediation: >-
#     In the policy set `evaluation_mode = "REQUIRE_ATTESTATION"` with `require_attestations_by`, and `enforcement_mode =
#     "ENFORCED_BLOCK_AND_AUDIT_LOG"`; in the cluster `binary_authorization { evaluation_mode = "PROJECT_SINGLETON_POLICY_ENFORCE" }`,
#     in a service or job of Cloud Run `binary_authorization { use_default = true }`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.scanning.binary_authorization

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

_policy if input.resource.type == "google_binary_authorization_policy"

_cluster if input.resource.type == "google_container_cluster"

_rules := array.concat(
	attribute.blocks(input.resource, ["default_admission_rule"]),
	attribute.blocks(input.resource, ["cluster_admission_rules"]),
)

_read(rule, key) := attribute.read(input.resource, array.concat(rule, [key]))

violations contains {
	"path": answer.path,
	"message": "the policy allows every image; set evaluation_mode = \"REQUIRE_ATTESTATION\" and name the attestors",
} if {
	_policy
	some rule in _rules
	answer := _read(rule, "evaluation_mode")
	attribute.is(answer, "ALWAYS_ALLOW")
}

violations contains {
	"path": answer.path,
	"message": "the policy only logs what it would refuse; set enforcement_mode = \"ENFORCED_BLOCK_AND_AUDIT_LOG\"",
	"fix": {
		"description": "refuse what is not attested",
		"offer": hcl.assignment(answer.path, "ENFORCED_BLOCK_AND_AUDIT_LOG"),
	},
} if {
	_policy
	some rule in _rules
	answer := _read(rule, "enforcement_mode")
	attribute.is(answer, "DRYRUN_AUDIT_LOG_ONLY")
}

_mode := attribute.read(input.resource, ["binary_authorization", 0, "evaluation_mode"])

# What the attribute was called before there were modes.
_former if attribute.is(attribute.read(input.resource, ["enable_binary_authorization"]), true)

_off if attribute.unset(_mode)

_off if attribute.is(_mode, "DISABLED")

violations contains {
	"path": _mode.path,
	"message": "the cluster runs images that nobody attested; set evaluation_mode = \"PROJECT_SINGLETON_POLICY_ENFORCE\"",
	"fix": {
		"description": "let the project's policy decide which images run",
		"offer": hcl.assignment(_mode.path, "PROJECT_SINGLETON_POLICY_ENFORCE"),
	},
} if {
	_cluster
	_off
	not _former
}

unknowns contains attribute.unknown(_mode, "whether the cluster asks for attestations") if _cluster

unknowns contains attribute.unknown(_read(rule, key), "what the policy allows") if {
	_policy
	some rule in _rules
	some key in ["evaluation_mode", "enforcement_mode"]
}

# Cloud Run: the project's policy or one of its own. The first version of its API has an annotation for it.
_run if startswith(input.resource.type, "google_cloud_run_v2_")

_first if input.resource.type == "google_cloud_run_service"

_asked := [attribute.read(input.resource, ["binary_authorization", 0, field]) | some field in ["use_default", "policy"]] if _run

_asked := [attribute.read(
	input.resource,
	["metadata", 0, "annotations", "run.googleapis.com/binary-authorization"],
)] if {
	_first
}

_asks if {
	some answer in _asked
	attribute.is_set(answer)
	not attribute.is(answer, false)
}

violations contains {"path": _asked[0].path, "message": $"it runs images that nobody attested; {_hint}"} if not _asks

_hint := "set use_default = true in binary_authorization" if _run

_hint := "set it to \"default\"" if _first
