# METADATA
# title: Artifact Registry scans the images that it holds
# description: >-
#   Artifact Analysis looks at each image that is pushed, and again when a vulnerability is published, but only where its API is
#   enabled in the project and the repository does not decline.
# related_resources:
#   - ref: https://cloud.google.com/artifact-analysis/docs/enable-automatic-scanning
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/artifact_registry_repository
# custom:
#   id: artifact-registry-scanning
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   controls:
#     cis: [GKE 1.6.0 5.1.1]
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [google_artifact_registry_repository]
#   siblings: [google_project_service]
#   remediation: >-
#     Set `vulnerability_scanning_config { enablement_config = "INHERITED" }`, and enable the API in the project: a
#     `google_project_service` with `service = "containerscanning.googleapis.com"`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.scanning.artifact_registry_scanning

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

_around := input.context.siblings["artifact-registry-scanning"]

# Only images are scanned, where they are kept.
not_applicable if {
	format := attribute.read(input.resource, ["format"])
	format.state == "known"
	upper(format.value) != "DOCKER"
}

not_applicable if attribute.is(attribute.read(input.resource, ["mode"]), "VIRTUAL_REPOSITORY")

_answer := attribute.read(input.resource, ["vulnerability_scanning_config", 0, "enablement_config"])

violations contains {
	"path": _answer.path,
	"message": "the repository declines to be scanned; set enablement_config = \"INHERITED\"",
	"fix": {
		"description": "scan the images of the repository",
		"offer": hcl.assignment(_answer.path, "INHERITED"),
	},
} if {
	attribute.is(_answer, "DISABLED")
}

_services := {attribute.read(other, ["service"]) | some other in _around.resources}

# Where the APIs of the project are enabled in the same place, the one that scans is among them.
violations contains {
	"path": "",
	"message": "nothing enables containerscanning.googleapis.com beside the project's other APIs, and without it no image is scanned",
} if {
	_around.known
	some service in _services
	attribute.is(service, "artifactregistry.googleapis.com")
	not _scanned
}

_scanned if {
	some service in _services
	attribute.is(service, "containerscanning.googleapis.com")
}

_scanned if {
	some service in _services
	attribute.undecided(service)
}

unknowns contains attribute.unknown(_answer, "whether the repository is scanned")
