# METADATA
# title: Storage cannot be made public by a grant
# description: >-
#   Google Cloud and Azure let whoever may write a grant or a container open it to the world, unless the bucket or the account forbids
#   it. That it is closed today is one rule; that it cannot be opened tomorrow is this one. AWS blocks it in new buckets by itself.
# related_resources:
#   - ref: https://cloud.google.com/storage/docs/public-access-prevention
#   - ref: https://cloud.google.com/storage/docs/uniform-bucket-level-access
#   - ref: https://learn.microsoft.com/en-us/azure/storage/blobs/anonymous-read-access-prevent
# custom:
#   id: storage-public-prevention
#   pack: compliance
#   default: off
#   sentence: Tagged, encrypted, not public; prevented.
#   controls:
#     cis: [GCP 2.0.0 5.2, Azure 2.1.0 3.17]
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [google_storage_bucket, azurerm_storage_account]
#   remediation: >-
#     For Google Cloud set `public_access_prevention = "enforced"` and `uniform_bucket_level_access = true`; for Azure
#     `allow_nested_items_to_be_public = false`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exempt:
#         description: Buckets and accounts that are meant for the public, as globs over their names.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.compliance.storage_public_prevention

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.hcl

_parameters := data.config.parameters["storage-public-prevention"]

not_applicable if glob.any_match(_parameters.exempt, attribute.read(input.resource, ["name"]).value)

# By type: the attribute, what it must be, and what can happen otherwise.
_wanted := {
	"google_storage_bucket": {
		"public_access_prevention": {"value": "enforced", "fault": "a grant can make the bucket public"},
		"uniform_bucket_level_access": {"value": true, "fault": "each object can be opened by an ACL of its own"},
	},
	"azurerm_storage_account": {"allow_nested_items_to_be_public": {
		"value": false,
		"fault": "each container can be opened to everybody",
	}},
}

violations contains {
	"path": answer.path,
	"message": $"{wanted.fault}; set {hcl.assignment(answer.path, wanted.value)}",
	"fix": {
		"description": $"set {attribute_name}",
		"offer": hcl.assignment(answer.path, wanted.value),
	},
} if {
	some attribute_name, wanted in _wanted[input.resource.type]
	answer := attribute.read(input.resource, [attribute_name])
	not attribute.is(answer, wanted.value)
	not attribute.undecided(answer)
}

unknowns contains attribute.unknown(answer, $"whether {wanted.fault}") if {
	some attribute_name, wanted in _wanted[input.resource.type]
	answer := attribute.read(input.resource, [attribute_name])
}
