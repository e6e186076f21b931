# METADATA
# title: Keys are rotated by the service that keeps them
# description: >-
#   All that was ever encrypted under a key opens with it. A service that rotates the key bounds how much that is, and nobody has
#   to re-encrypt anything: it keeps the older versions for what they encrypted.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
#   - ref: https://cloud.google.com/kms/docs/key-rotation
#   - ref: https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation
# custom:
#   id: kms-key-rotation
#   pack: secrets
#   default: off
#   sentence: No secret is older than 30 days.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_kms_key, google_kms_crypto_key, azurerm_key_vault_key]
#   controls:
#     cis: [AWS 3.0.0 3.6, Azure 2.1.0 8.8]
#     pci: [3.7.4]
#   remediation: >-
#     AWS: `enable_key_rotation = true`. Google: `rotation_period = "7776000s"`. Azure: a `rotation_policy` block with
#     `automatic { time_after_creation = "P90D" }`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxDays:
#         description: Days after which a key has to be rotated.
#         type: integer
#         minimum: 1
#         default: 365
package gatehouse.secrets.kms_key_rotation

import data.gatehouse.lib.attribute
import data.gatehouse.lib.rotation

_parameters := data.config.parameters["kms-key-rotation"]

_read(keys) := attribute.read(input.resource, keys)

# Keys of which KMS keeps one version only: key pairs, keys for signing, keys in a store of one's own.
not_applicable if {
	spec := attribute.read_or(input.resource, ["customer_master_key_spec"], "SYMMETRIC_DEFAULT")
	input.resource.type == "aws_kms_key"
	spec.state == "known"
	spec.value != "SYMMETRIC_DEFAULT"
}

not_applicable if {
	input.resource.type == "aws_kms_key"
	attribute.is_set(_read(["custom_key_store_id"]))
}

not_applicable if {
	input.resource.type == "google_kms_crypto_key"
	purpose := attribute.read_or(input.resource, ["purpose"], "ENCRYPT_DECRYPT")
	purpose.state == "known"
	purpose.value != "ENCRYPT_DECRYPT"
}

_fields := {
	"aws_kms_key": ["enable_key_rotation"],
	"google_kms_crypto_key": ["rotation_period"],
	"azurerm_key_vault_key": ["rotation_policy", 0, "automatic", 0],
}

_field := _fields[input.resource.type]

_answer := _read(_field)

_hint := {
	"aws_kms_key": "set enable_key_rotation = true",
	"google_kms_crypto_key": "set rotation_period",
	"azurerm_key_vault_key": "add a rotation_policy with an automatic block",
}

violations contains {"path": _answer.path, "message": $"the key is never rotated; {_hint[input.resource.type]}"} if {
	_never
	not attribute.undecided(_answer)
}

_never if attribute.unset(_answer)

_never if attribute.is(_answer, false)

_intervals contains {"answer": answer, "days": attribute.number(answer)} if {
	input.resource.type == "aws_kms_key"
	answer := _read(["rotation_period_in_days"])
}

_intervals contains {"answer": _answer, "days": floor(rotation.seconds(_answer) / 86400)} if {
	input.resource.type == "google_kms_crypto_key"
}

_intervals contains {"answer": answer, "days": rotation.iso_days(answer)} if {
	input.resource.type == "azurerm_key_vault_key"
	answer := _read(array.concat(_field, ["time_after_creation"]))
}

violations contains {
	"path": interval.answer.path,
	"message": $"the key is rotated every {interval.days} days; rotate it every {_parameters.maxDays}",
} if {
	not _never
	some interval in _intervals
	interval.days > _parameters.maxDays
}

unknowns contains attribute.unknown(_answer, "whether the key is rotated")
