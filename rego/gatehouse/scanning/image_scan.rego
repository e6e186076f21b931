# METADATA
# title: Images are scanned, recently, and within the risk appetite
# description: >-
#   Most of what an image runs was written by others, and what was harmless when it was built may be known as an open door
#   today. An image that nobody scanned, or scanned long ago, is not a clean image: nothing is known of it.
# related_resources:
#   - ref: https://trivy.dev/latest/docs/target/container_image/
#   - ref: https://kubernetes.io/docs/concepts/security/supply-chain-security/
# custom:
#   id: image-scan
#   pack: scanning
#   severity: high
#   action: deny
#   facets: [containers]
#   requires: [scans]
#   remediation: >-
#     Update the image, or the base that it is built from, to a version that has the fixes; then scan what was built
#     (`trivy image --format json`) and put the report where Gatehouse reads scans. Scan what runs every day, because
#     vulnerabilities are found in images that do not change.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       max:
#         description: >-
#           How many vulnerabilities of each severity an image may have, counted as Trivy prints them. A severity that is
#           not named is not limited.
#         type: object
#         additionalProperties: false
#         properties:
#           CRITICAL: {type: integer, minimum: 0}
#           HIGH: {type: integer, minimum: 0}
#           MEDIUM: {type: integer, minimum: 0}
#           LOW: {type: integer, minimum: 0}
#           UNKNOWN: {type: integer, minimum: 0}
#         default: {CRITICAL: 0, HIGH: 5}
#       maxAge:
#         description: A scan older than this is stale, and so is one that does not say when it was made.
#         type: string
#         format: duration
#         default: 24h
#       ignoreUnfixed:
#         description: Count only the vulnerabilities for which a fixed version exists.
#         type: boolean
#         default: false
#       missing:
#         description: >-
#           What an image without a scan is: `deny`, a violation; `unknown`, reported as unknown, so that the rule's
#           action for unknowns applies; `allow`, nothing at all. A scan that found nothing it could look up counts as
#           no scan.
#         type: string
#         enum: [deny, unknown, allow]
#         default: deny
#       exempt:
#         description: Images that this rule leaves alone, as globs over the reference as written.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.scanning.image_scan

import data.gatehouse.lib.glob

parameters := data.config.parameters["image-scan"]

violations contains violation if {
	some container in _judged
	parameters.missing == "deny"
	fault := _missing(container.image)
	violation := {"path": container.image.path, "message": $"container {container.name}: {fault}"}
}

# One violation for all that one scan shows: they are at one path, and a fingerprint is made of rule, resource and path.
violations contains violation if {
	some container in _judged
	image := container.image
	scan := _scan(image)
	faults := array.concat(_excesses(scan), _age_faults(scan))
	count(faults) > 0
	violation := {
		"path": image.path,
		"message": $"container {container.name}: image {image.reference} {concat(", and ", faults)}",
	}
}

unknowns contains unknown if {
	some container in input.resource.facets.containers
	container.image.state == "unknown"
	unknown := {
		"path": container.image.path,
		"message": $"container {container.name}: the image is known only after apply, and so is its scan",
	}
}

unknowns contains unknown if {
	some container in _judged
	parameters.missing == "unknown"
	fault := _missing(container.image)
	unknown := {"path": container.image.path, "message": $"container {container.name}: {fault}"}
}

_judged contains container if {
	some container in input.resource.facets.containers
	container.image.state != "unknown"
	not _exempt(container.image)
}

# An image that is not set has no reference, and is not exempt.
_exempt(image) if glob.any_match(parameters.exempt, image.reference)

# The scan of the image, where one looked at something.
_scan(image) := scan if {
	scan := input.context.scans.images[image.reference]
	scan.scanned
}

_missing(image) := "no image is set, so no scan can be of it; name the image" if image.state == "absent"

_missing(image) := $"{image.reference} is not an image reference, so no scan can be of it: {image.error}" if {
	image.state == "invalid"
}

_missing(image) := $"image {image.reference} has no scan; scan it and add the report" if {
	image.state == "known"
	not input.context.scans.images[image.reference]
}

_missing(image) := message if {
	image.state == "known"
	scan := input.context.scans.images[image.reference]
	not scan.scanned
	found_nothing := "found no packages to look up, which does not mean that it is clean"
	message := $"the scan of image {image.reference} {found_nothing}; scan it in another way, or exempt it"
}

_excesses(scan) := [_excess(scan, severity) |
	some severity in ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"]
	_found(scan, severity) > parameters.max[severity]
]

_excess(scan, severity) := $"has {found} {severity} {noun}{kind} where {parameters.max[severity]} may be" if {
	found := _found(scan, severity)
	noun := {true: "vulnerability", false: "vulnerabilities"}[found == 1]
	kind := {true: " with a fix", false: ""}[parameters.ignoreUnfixed]
}

_found(scan, severity) := object.get(scan.fixable, severity, 0) if parameters.ignoreUnfixed

else := object.get(scan.counts, severity, 0)

# None or one, as an array.
_age_faults(scan) := [] if scan.ageSeconds <= parameters.maxAge.value

else := [$"was last scanned at {scan.scannedAt}, more than {parameters.maxAge.text} ago; scan it again"] if {
	scan.ageSeconds
}

else := [$"has a scan of {scan.scannedAt}, a time that is not now or before; scan it again"] if {
	scan.scannedAt
}

else := ["has a scan that does not say when it was made; scan it again with a newer Trivy"]
