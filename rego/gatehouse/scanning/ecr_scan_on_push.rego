# METADATA
# title: ECR scans each image when it is pushed
# description: >-
#   A repository of ECR scans nothing until somebody says so. An image that is scanned as it arrives is known before it runs, and its
#   findings reach whoever built it while they still have it open.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-1
# custom:
#   id: ecr-scan-on-push
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   controls:
#     cis: [EKS 1.5.0 5.1.1]
#     pci: [11.3.1]
#     fsbp: [ECR.1]
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_ecr_repository]
#   siblings: [aws_ecr_registry_scanning_configuration]
#   remediation: >-
#     Add `image_scanning_configuration { scan_on_push = true }`; or, for all repositories of the registry at once, an
#     `aws_ecr_registry_scanning_configuration` with a `rule` whose `repository_filter` names them.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.scanning.ecr_scan_on_push

import data.gatehouse.lib.attribute
import data.gatehouse.lib.ecr
import data.gatehouse.lib.hcl

_around := input.context.siblings["ecr-scan-on-push"]

_answer := attribute.read(input.resource, ["image_scanning_configuration", 0, "scan_on_push"])

# What the registry says of its repositories.
_covering := {ecr.covers(other, input.resource) |
	some other in _around.resources
	not _elsewhere(other)
}

_elsewhere(other) if other.region != input.resource.region

_kept if attribute.is(_answer, true)

_kept if "yes" in _covering

violations contains {
	"path": _answer.path,
	"message": "images are not scanned when they are pushed; set scan_on_push = true",
	"fix": {
		"description": "scan each image when it is pushed",
		"offer": hcl.assignment(_answer.path, true),
	},
} if {
	not _kept
	not _open
}

_open if "unknown" in _covering

_open if attribute.undecided(_answer)

unknowns contains {
	"path": _answer.path,
	"message": "whether images are scanned when they are pushed is not known here",
} if {
	not _kept
	_open
}
