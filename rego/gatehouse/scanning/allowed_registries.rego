# METADATA
# title: Images come from registries that you chose
# description: >-
#   What is scanned and signed is scanned and signed in your registry. An image that is pulled from anywhere else comes as its
#   publisher left it this morning, and may be gone, or be another, tomorrow.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
# custom:
#   id: allowed-registries
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   controls:
#     cis: [EKS 1.5.0 5.1.4]
#   severity: high
#   action: deny
#   facets: [containers]
#   remediation: >-
#     Copy the image into your registry (`crane copy docker.io/library/nginx:1.27.3 REGISTRY/library/nginx:1.27.3`), or let it
#     be a pull-through cache, and name it there. While no registry is listed in the parameters, this rule judges nothing.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       registries:
#         description: >-
#           Registries from which images may come, each with a path or without, and with `*`: `ghcr.io/shop`,
#           `111122223333.dkr.ecr.*.amazonaws.com`, `docker.io/library`. A path means everything below it.
#         type: array
#         items: {type: string, minLength: 1, pattern: '^[^/:@]+(:[0-9]+)?(/[^:@]+)?$'}
#         default: []
#       exempt:
#         description: >-
#           Images that this rule leaves alone, as globs over the reference as written or over the full name
#           (`docker.io/library/nginx`).
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.scanning.allowed_registries

import data.gatehouse.lib.container as containers
import data.gatehouse.lib.glob
import data.gatehouse.lib.image as images

_parameters := data.config.parameters["allowed-registries"]

# Nobody has chosen yet.
not_applicable if count(_parameters.registries) == 0

violations contains {
	"path": image.path,
	"message": $"{containers.title(container)}: image {image.reference} comes from {image.registry}/{image.repository}; {_choice}",
} if {
	some container in input.resource.facets.containers
	image := container.image
	image.state == "known"
	not _allowed(image)
	not images.matches_any(_parameters.exempt, image)
}

unknowns contains {
	"path": container.image.path,
	"message": $"{containers.title(container)}: where the image comes from is known only after apply",
} if {
	some container in input.resource.facets.containers
	container.image.state == "unknown"
}

_choice := $"allowed is {concat(", ", _parameters.registries)}"

_allowed(image) if {
	some entry in _parameters.registries
	parts := split(entry, "/")
	glob.matches(parts[0], image.registry)
	_below(concat("/", array.slice(parts, 1, count(parts))), image.repository)
}

_below("", _)

_below(path, repository) if glob.any_match([path, $"{path}/*"], repository)
