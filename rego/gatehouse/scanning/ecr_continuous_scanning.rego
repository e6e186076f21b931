# METADATA
# title: The registry scans its images for as long as they are there
# description: >-
#   What is clean when it is pushed has a known hole a month later, and nobody pushes it again because of that. Enhanced scanning
#   looks at the images that are there whenever a new vulnerability is published, and also into packages of programming languages.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_registry_scanning_configuration
# custom:
#   id: ecr-continuous-scanning
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_ecr_registry_scanning_configuration]
#   remediation: >-
#     Set `scan_type = "ENHANCED"` and add `rule { scan_frequency = "CONTINUOUS_SCAN" repository_filter { filter = "*" filter_type =
#     "WILDCARD" } }`, each block on lines of its own.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       filters:
#         description: >-
#           Filters that must be scanned continuously, as the registry has them; a filter of `*` is all of them. What no filter
#           names is not scanned at all.
#         type: array
#         items: {type: string, minLength: 1}
#         default: ["*"]
package gatehouse.scanning.ecr_continuous_scanning

import data.gatehouse.lib.attribute
import data.gatehouse.lib.ecr

_parameters := data.config.parameters["ecr-continuous-scanning"]

_type := attribute.read_or(input.resource, ["scan_type"], "BASIC")

_rules := attribute.read(input.resource, ["rule"])

_filters := [attribute.read(input.resource, keys) | some keys in ecr.filters(input.resource, "CONTINUOUS_SCAN")]

_filtered(wanted) if {
	some filter in _filters
	filter.value in {wanted, "*"}
}

_missing := [wanted | some wanted in _parameters.filters; not _filtered(wanted)]

_open if attribute.undecided(_rules)

_open if {
	some filter in _filters
	attribute.undecided(filter)
}

violations contains {
	"path": _type.path,
	"message": "images are scanned when they are pushed at most, and never again; set scan_type = \"ENHANCED\"",
} if {
	_type.state == "known"
	_type.value != "ENHANCED"
}

violations contains {
	"path": _rules.path,
	"message": $"no rule scans {concat(", ", _missing)} continuously; add one with scan_frequency = \"CONTINUOUS_SCAN\"",
} if {
	attribute.is(_type, "ENHANCED")
	count(_missing) > 0
	not _open
}

unknowns contains attribute.unknown(_type, "whether images are scanned continuously")

unknowns contains {"path": _rules.path, "message": "which repositories are scanned continuously is known only after apply"} if {
	attribute.is(_type, "ENHANCED")
	count(_missing) > 0
	_open
}
