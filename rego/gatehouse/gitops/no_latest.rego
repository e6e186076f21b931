# METADATA
# title: Images carry a fixed tag or a digest
# description: >-
#   A moving tag makes a rollback a guess: what ran yesterday is not what `latest` is today, and two replicas of one
#   Deployment may run different code.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
#   - ref: https://github.com/distribution/reference/blob/main/reference.go
# custom:
#   id: no-latest
#   pack: gitops
#   severity: high
#   action: deny
#   facets: [containers]
#   remediation: >-
#     Name the version that was tested (`nginx:1.27.3`) or, better, its digest (`nginx:1.27.3@sha256:...`): a digest
#     wins over whatever tag stands before it. Where a scan tells which digest a tag names, the fix pins the image.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       tags:
#         description: Tags that move, as globs (`*` and `?`).
#         type: array
#         items: {type: string, minLength: 1}
#         default: [latest]
#       requireDigest:
#         description: Accept a digest only; a fixed tag is not enough.
#         type: boolean
#         default: false
#       exempt:
#         description: >-
#           Images that this rule leaves alone, as globs over the reference as written or over the full name
#           (`docker.io/library/nginx`).
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.gitops.no_latest

import data.gatehouse.lib.container as containers
import data.gatehouse.lib.glob
import data.gatehouse.lib.hcl
import data.gatehouse.lib.image as images

_parameters := data.config.parameters["no-latest"]

violations contains violation if {
	some container in input.resource.facets.containers
	not images.matches_any(_parameters.exempt, container.image)
	fault := _fault(container.image)
	message := $"{containers.title(container)}: {fault}"
	violation := object.union({"path": container.image.path, "message": message}, _fix(container.image))
}

unknowns contains unknown if {
	some container in input.resource.facets.containers
	container.image.state == "unknown"
	unknown := {
		"path": container.image.path,
		"message": $"{containers.title(container)}: the image is known only after apply",
	}
}

_fault(image) := "no image is set; name one with a fixed tag or a digest" if image.state == "absent"

_fault(image) := $"{image.reference} is not an image reference: {image.error}" if image.state == "invalid"

_fault(image) := $"image {image.reference} has no tag, which means latest; name a fixed tag or a digest" if {
	image.state == "known"
	not image.digest
	not image.tag
}

_fault(image) := $"image {image.reference} has the moving tag {image.tag}; name a fixed tag or a digest" if {
	image.state == "known"
	not image.digest
	glob.any_match(_parameters.tags, image.tag)
}

_fault(image) := $"image {image.reference} is not pinned by a digest; append @sha256:..." if {
	_parameters.requireDigest
	image.state == "known"
	not image.digest
	image.tag
	not glob.any_match(_parameters.tags, image.tag)
}

default _fix(_) := {}

_fix(image) := {"fix": {
	"description": "pin the image to the digest that its tag is known to name",
	"patch": [{"op": "replace", "path": image.path, "value": pinned}],
}} if {
	input.resource.source == "kubernetes"
	pinned := _pinned(image)
}

_fix(image) := {"fix": {
	"description": "pin the image to the digest that its tag is known to name",
	"offer": $"image = {hcl.literal(pinned)}",
}} if {
	input.resource.source == "terraform"
	pinned := _pinned(image)
}

_pinned(image) := $"{images.name(image)}@{digest}" if digest := input.context.digests[image.reference]
