# METADATA
# title: A policy for signatures names who signs, and is enforced
# description: >-
#   Anybody can sign an image without a key: Sigstore proves who did, and the policy has to say who may. One without an issuer and a
#   subject accepts the signature of a stranger, one that warns accepts none at all as well, and one that passes everything is not one.
# related_resources:
#   - ref: https://docs.sigstore.dev/policy-controller/overview/
# custom:
#   id: sigstore-policy
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   severity: high
#   action: deny
#   kinds: [policy.sigstore.dev/*/ClusterImagePolicy]
#   remediation: >-
#     Leave `mode` out or set it to `enforce`. Under `keyless` list `identities` with the `issuer` of your pipeline
#     (`https://token.actions.githubusercontent.com`) and its `subject`, or a `subjectRegExp` that begins with your organization.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.scanning.sigstore_policy

import data.gatehouse.lib.attribute
import data.gatehouse.lib.pointer
import data.gatehouse.lib.signer

_mode := attribute.read(input.resource, ["spec", "mode"])

violations contains {
	"path": _mode.path,
	"message": "images without a valid signature are only warned about; set mode: enforce",
	"fix": {
		"description": "refuse images without a valid signature",
		"patch": [{"op": "replace", "path": _mode.path, "value": "enforce"}],
	},
} if {
	attribute.is(_mode, "warn")
}

_authorities := attribute.blocks(input.resource, ["spec", "authorities"])

_keyless := [keys |
	some authority in _authorities
	keys := array.concat(authority, ["keyless"])
	is_object(attribute.read(input.resource, keys).value)
]

violations contains {
	"path": pointer.of(array.concat(keys, ["identities"])),
	"message": "anybody's signature is accepted; list identities with an issuer and a subject",
} if {
	some keys in _keyless
	count(attribute.blocks(input.resource, array.concat(keys, ["identities"]))) == 0
}

violations contains {
	"path": pointer.of(identity),
	"message": $"any {part} may have signed; name it",
} if {
	some keys in _keyless
	some identity in attribute.blocks(input.resource, array.concat(keys, ["identities"]))
	part := signer.open_part(input.resource, identity)
}

_all_images if {
	some image in attribute.blocks(input.resource, ["spec", "images"])
	attribute.is(attribute.read(input.resource, array.concat(image, ["glob"])), "**")
}

violations contains {
	"path": answer.path,
	"message": "every image passes without a signature; name the images that may, or remove it",
} if {
	_all_images
	some authority in _authorities
	answer := attribute.read(input.resource, array.concat(authority, ["static", "action"]))
	attribute.is(answer, "pass")
}
