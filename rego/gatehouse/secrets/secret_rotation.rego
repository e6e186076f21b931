# METADATA
# title: Secrets are rotated at least every 30 days
# description: >-
#   A secret that is never changed is known, sooner or later, to everybody who once had it: former colleagues, old backups, the
#   logs of a build. Rotation ends that without anybody having to know who they are, and proves each month that it can be done
#   when it has to be done.
# related_resources:
#   - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
#   - ref: https://cloud.google.com/secret-manager/docs/secret-rotation
# custom:
#   id: secret-rotation
#   pack: secrets
#   default: off
#   sentence: No secret is older than 30 days.
#   severity: high
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_secretsmanager_secret, google_secret_manager_secret, google_secret_manager_regional_secret, azurerm_key_vault_secret]
#   siblings: [aws_secretsmanager_secret_rotation]
#   controls:
#     cis: [Azure 2.1.0 8.3, Azure 2.1.0 8.4]
#     soc2: [CC6.1]
#     pci: [8.6.3]
#     fsbp: [SecretsManager.1, SecretsManager.4]
#   remediation: >-
#     AWS: add an `aws_secretsmanager_secret_rotation` with the secret's `id` as `secret_id` and
#     `rotation_rules { automatically_after_days = 30 }`. Google: add `rotation { rotation_period = "2592000s" }` with
#     `next_rotation_time` and a topic. Azure: set `expiration_date`, so that it ends if nobody rotates it.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxDays:
#         description: Days after which a secret has to be rotated.
#         type: integer
#         minimum: 1
#         default: 30
package gatehouse.secrets.secret_rotation

import data.gatehouse.lib.attribute
import data.gatehouse.lib.rotation
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["secret-rotation"]

_around := input.context.siblings["secret-rotation"]

_type := input.resource.type

# AWS: a resource of its own, or in old providers a block of the secret itself.
_rules contains {"resource": other, "keys": ["rotation_rules", 0]} if {
	some other in siblings.naming(_around.resources, ["secret_id"], input.resource)
}

_rules contains {"resource": input.resource, "keys": ["rotation_rules", 0]} if {
	count(attribute.blocks(input.resource, ["rotation_rules"])) > 0
}

_open if not _around.known

_open if siblings.may_name(_around.resources, ["secret_id"], input.resource)

violations contains {"path": "", "message": "nothing rotates the secret; add an aws_secretsmanager_secret_rotation for it"} if {
	_type == "aws_secretsmanager_secret"
	count(_rules) == 0
	not _open
}

unknowns contains {"path": "", "message": "whether something rotates the secret is not known here"} if {
	_type == "aws_secretsmanager_secret"
	count(_rules) == 0
	_open
}

violations contains {
	"path": "",
	"message": $"the secret is rotated every {max(_intervals)} days; rotate it every {_parameters.maxDays}",
} if {
	_type == "aws_secretsmanager_secret"
	max(_intervals) > _parameters.maxDays
}

_intervals := {days | some rule in _rules; days := rotation.days(rule.resource, rule.keys)}

unknowns contains {"path": "", "message": "how often the secret is rotated is not known here"} if {
	_type == "aws_secretsmanager_secret"
	count(_rules) > 0
	count(_intervals) == 0
}

# Google: a block of the secret. What it publishes to does the rotation.
_period := attribute.read(input.resource, ["rotation", 0, "rotation_period"])

_google if startswith(_type, "google_")

violations contains {"path": _period.path, "message": "nothing asks for the secret's rotation; set rotation_period"} if {
	_google
	attribute.unset(_period)
}

violations contains {
	"path": _period.path,
	"message": $"the secret is rotated every {floor(seconds / 86400)} days; rotate it every {_parameters.maxDays}",
} if {
	_google
	seconds := rotation.seconds(_period)
	seconds > _parameters.maxDays * 86400
}

unknowns contains attribute.unknown(_period, "how often the secret is rotated") if _google

# Azure rotates no secrets, but ends them.
_expiry := attribute.read(input.resource, ["expiration_date"])

violations contains {"path": _expiry.path, "message": "the secret never expires; set expiration_date"} if {
	_type == "azurerm_key_vault_secret"
	attribute.unset(_expiry)
}
