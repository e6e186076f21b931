# METADATA
# title: A tag in a registry names the same image for ever
# description: >-
#   A tag that can be moved makes every scan a guess: the image that was looked at and the image that runs share a name, and
#   nothing else. Whoever can push can also put something else under a version that is trusted already.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
#   - ref: https://cloud.google.com/artifact-registry/docs/docker/troubleshoot#immutability
# custom:
#   id: registry-immutable-tags
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   controls:
#     fsbp: [ECR.2]
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_ecr_repository, aws_ecr_repository_creation_template, google_artifact_registry_repository]
#   remediation: >-
#     Set `image_tag_mutability = "IMMUTABLE"` for ECR, `docker_config { immutable_tags = true }` for Artifact Registry. Where one tag
#     has to move (`cache`), ECR takes `IMMUTABLE_WITH_EXCLUSION` with an `image_tag_mutability_exclusion_filter` for it.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exclusions:
#         description: Accept `IMMUTABLE_WITH_EXCLUSION`, where the tags of some filters may still be moved.
#         type: boolean
#         default: true
package gatehouse.scanning.registry_immutable_tags

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

_parameters := data.config.parameters["registry-immutable-tags"]

_google if input.resource.type == "google_artifact_registry_repository"

# Only repositories of images have tags of this kind, and only those that take pushes.
not_applicable if {
	_google
	format := attribute.read(input.resource, ["format"])
	format.state == "known"
	upper(format.value) != "DOCKER"
}

not_applicable if {
	_google
	attribute.read(input.resource, ["mode"]).value in {"VIRTUAL_REPOSITORY", "REMOTE_REPOSITORY"}
}

_answer := attribute.read(input.resource, ["docker_config", 0, "immutable_tags"]) if _google

else := attribute.read(input.resource, ["image_tag_mutability"])

_wanted if _google

else := "IMMUTABLE"

_kept if attribute.is(_answer, _wanted)

_kept if {
	_parameters.exclusions
	attribute.is(_answer, "IMMUTABLE_WITH_EXCLUSION")
}

violations contains {
	"path": _answer.path,
	"message": $"a tag can be moved to another image{_why}; set {_place} = {json.marshal(_wanted)}",
	"fix": {
		"description": "let no tag be moved",
		"offer": hcl.assignment(_answer.path, _wanted),
	},
} if {
	not _kept
	not attribute.undecided(_answer)
}

_why := " where a filter says so" if attribute.is(_answer, "IMMUTABLE_WITH_EXCLUSION")

else := ""

_place := "immutable_tags" if _google

else := "image_tag_mutability"

unknowns contains attribute.unknown(_answer, "whether tags can be moved")
