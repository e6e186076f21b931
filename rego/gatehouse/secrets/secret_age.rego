# METADATA
# title: No secret in the cluster is older than 30 days
# description: >-
#   A Secret that was made once, by somebody, is in every backup since then and known to all who ever could read it. What a controller
#   keeps in step with a store is as new as the store's; what nobody keeps has to be made again.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   id: secret-age
#   pack: secrets
#   default: off
#   sentence: No secret is older than 30 days.
#   severity: medium
#   action: warn
#   doors: [audit]
#   kinds: [v1/Secret]
#   controls:
#     pci: [8.6.3]
#     soc2: [CC6.1]
#   remediation: >-
#     Rotate it at its issuer, then make the Secret again: `kubectl replace --force -f secret.yaml`; or say when it was changed:
#     `kubectl annotate secret orders gatehouse.dev/rotated-at=2026-11-23T00:00:00Z --overwrite`. An ExternalSecret does both by itself.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxDays:
#         description: Days after which a Secret has to be made again.
#         type: integer
#         minimum: 1
#         default: 30
#       types:
#         description: Types of Secrets that are judged, as globs.
#         type: array
#         items: {type: string}
#         default: [Opaque, kubernetes.io/basic-auth, kubernetes.io/ssh-auth, kubernetes.io/dockerconfigjson]
#       rotatedAt:
#         description: Annotations that say when it was last changed, in RFC 3339 and UTC.
#         type: array
#         items: {type: string}
#         default: [gatehouse.dev/rotated-at]
package gatehouse.secrets.secret_age

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.instant

_parameters := data.config.parameters["secret-age"]

_metadata := input.resource.object.metadata

not_applicable if not glob.any_match(_parameters.types, attribute.read_or(input.resource, ["type"], "Opaque").value)

# Its controller keeps it as new as what it makes it of.
not_applicable if count(_metadata.ownerReferences) > 0

# A manifest has no age.
not_applicable if not input.context.ageSeconds

_rotated := [later |
	some name in _parameters.rotatedAt
	later := instant.seconds(_metadata.annotations[name]) - instant.seconds(_metadata.creationTimestamp)
]

# One that says that it is changed tomorrow is not younger than new.
_age := max([0, input.context.ageSeconds - max(_rotated)]) if {
	count(_rotated) > 0
} else := input.context.ageSeconds

violations contains {
	"path": "/metadata/creationTimestamp",
	"message": $"the secret is {floor(_age / 86400)} days old; make it again every {_parameters.maxDays}",
} if {
	_age > _parameters.maxDays * 86400
}
