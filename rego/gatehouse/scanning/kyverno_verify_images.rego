# METADATA
# title: Kyverno refuses images that are not signed by whom you trust
# description: >-
#   A verification that audits lets everything run and writes a report; one whose webhook may fail lets everything run while it
#   is down; and one that accepts any identity accepts what strangers signed.
# related_resources:
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/verify-images/
#   - ref: https://kyverno.io/docs/policy-types/image-validating-policy/
# custom:
#   id: kyverno-verify-images
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   severity: high
#   action: deny
#   kinds: [kyverno.io/*/ClusterPolicy, kyverno.io/*/Policy, policies.kyverno.io/*/*ImageValidatingPolicy]
#   remediation: >-
#     Set `failureAction: Enforce` beside `imageReferences` (before Kyverno 1.13 `spec.validationFailureAction: Enforce`), leave
#     `failurePolicy` and `required` at their defaults, and name `issuer` and `subject` of keyless signatures. In an
#     ImageValidatingPolicy set `validationActions: [Deny]`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.scanning.kyverno_verify_images

import data.gatehouse.lib.attribute
import data.gatehouse.lib.pointer
import data.gatehouse.lib.signer

_new if startswith(input.resource.type, "policies.kyverno.io/")

_verifications := [keys |
	not _new
	some rule in attribute.blocks(input.resource, ["spec", "rules"])
	some keys in attribute.blocks(input.resource, array.concat(rule, ["verifyImages"]))
]

# Most policies are about something else than signatures.
not_applicable if {
	not _new
	count(_verifications) == 0
}

_read(keys, key) := attribute.read(input.resource, array.concat(keys, [key]))

_general := attribute.read(input.resource, ["spec", "validationFailureAction"])

_action(keys) := _read(keys, "failureAction") if attribute.is_set(_read(keys, "failureAction"))

else := _general

_enforces(keys) if lower(_action(keys).value) == "enforce"

violations contains {
	"path": answer.path,
	"message": "images whose signature is missing or wrong are only reported; set failureAction: Enforce",
	"fix": {
		"description": "refuse images whose signature is missing or wrong",
		"patch": [{"op": "add", "path": answer.path, "value": "Enforce"}],
	},
} if {
	some keys in _verifications
	not _enforces(keys)
	answer := _read(keys, "failureAction")
}

violations contains {
	"path": answer.path,
	"message": "images that nothing verified may run; remove required: false",
	"fix": {
		"description": "refuse images that nothing verified",
		"patch": [{"op": "replace", "path": answer.path, "value": true}],
	},
} if {
	some keys in array.concat(_verifications, [["spec", "validationConfigurations"]])
	answer := _read(keys, "required")
	attribute.is(answer, false)
}

_actions := attribute.read(input.resource, ["spec", "validationActions"])

violations contains {
	"path": _actions.path,
	"message": "images whose signature is missing or wrong are only reported; set validationActions: [Deny]",
	"fix": {
		"description": "refuse images whose signature is missing or wrong",
		"patch": [{"op": "replace", "path": _actions.path, "value": ["Deny"]}],
	},
} if {
	_new
	count(_actions.value) > 0
	not "Deny" in _actions.value
}

violations contains {
	"path": answer.path,
	"message": "every image runs while Kyverno does not answer; set failurePolicy: Fail",
	"fix": {
		"description": "refuse images while nothing can verify them",
		"patch": [{"op": "replace", "path": answer.path, "value": "Fail"}],
	},
} if {
	some keys in [["spec", "failurePolicy"], ["spec", "webhookConfiguration", "failurePolicy"]]
	answer := attribute.read(input.resource, keys)
	attribute.is(answer, "Ignore")
}

# Where signatures without a key say who signed.
_identities contains identity if {
	some keys in _verifications
	some attestor in attribute.blocks(input.resource, array.concat(keys, ["attestors"]))
	some entry in attribute.blocks(input.resource, array.concat(attestor, ["entries"]))
	identity := array.concat(entry, ["keyless"])
	is_object(attribute.read(input.resource, identity).value)
}

_identities contains identity if {
	_new
	some attestor in attribute.blocks(input.resource, ["spec", "attestors"])
	some identity in attribute.blocks(input.resource, array.concat(attestor, ["cosign", "keyless", "identities"]))
}

violations contains {
	"path": pointer.of(identity),
	"message": $"any {part} may have signed; name it",
} if {
	some identity in _identities
	part := signer.open_part(input.resource, identity)
}
