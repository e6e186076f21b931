# METADATA
# title: Images carry a fixed tag or a digest
# description: >-
#   A moving tag makes a rollback a guess: what ran yesterday is not what `latest` is today, and two replicas of one
#   Deployment may run different code.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   id: no-latest
#   pack: gitops
#   severity: high
#   action: deny
#   facets: [containers]
#   remediation: >-
#     Name the version that was tested (`nginx:1.27.3`) or, better, its digest (`nginx:1.27.3@sha256:...`). Where a scan of the image
#     tells which digest the tag names, the fix pins the image to it.
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
#         description: Images that this rule leaves alone, as globs over the reference as written.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.gitops.no_latest

import data.gatehouse.lib.glob

parameters := data.config.parameters["no-latest"]

violations contains violation if {
	some container in input.resource.facets.containers
	image := container.image
	not _exempt(image)
	message := _fault(image)
	violation := object.union(
		{"path": image.path, "message": $"container {container.name}: {message}"},
		_fix(image),
	)
}

unknowns contains unknown if {
	some container in input.resource.facets.containers
	container.image.state == "unknown"
	unknown := {
		"path": container.image.path,
		"message": $"container {container.name}: the image is known only after apply",
	}
}

_fault(image) := "no image is set; name one with a fixed tag or a digest" if {
	image.state == "absent"
}

_fault(image) := $"{image.reference} is not an image reference: {image.error}" if {
	image.state == "invalid"
}

_fault(image) := $"image {image.reference} has no tag, which means latest; name a fixed tag or a digest" if {
	image.state == "known"
	not image.digest
	not image.tag
}

_fault(image) := $"image {image.reference} has the moving tag {image.tag}; name a fixed tag or a digest" if {
	image.state == "known"
	not image.digest
	glob.any_match(parameters.tags, image.tag)
}

_fault(image) := $"image {image.reference} is not pinned by a digest; append @sha256:..." if {
	image.state == "known"
	not image.digest
	image.tag
	parameters.requireDigest
	not glob.any_match(parameters.tags, image.tag)
}

_exempt(image) if glob.any_match(parameters.exempt, image.reference)

_fix(image) := {"fix": {
	"description": "pin the image to the digest that its tag is known to name",
	"patch": [{"op": "add", "path": image.path, "value": $"{_name(image)}@{input.context.digests[image.reference]}"}],
}} if {
	input.context.digests[image.reference]
}

else := {}

# The reference without its tag, as its author wrote the rest of it.
_name(image) := trim_suffix(image.reference, $":{image.tag}") if image.tag

else := image.reference
