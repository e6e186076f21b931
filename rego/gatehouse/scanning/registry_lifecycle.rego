# METADATA
# title: Images that nobody uses go
# description: >-
#   Every image that is kept is an image that can be started again, with each hole that was found in it since. A registry that
#   deletes what is old leaves less to scan, less to pay for, and no version of three years ago to roll back to by mistake.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
#   - ref: https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy
#   - ref: https://learn.microsoft.com/en-us/azure/container-registry/container-registry-retention-policy
# custom:
#   id: registry-lifecycle
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   controls:
#     fsbp: [ECR.3]
#   severity: low
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_ecr_repository, google_artifact_registry_repository, azurerm_container_registry]
#   siblings: [aws_ecr_lifecycle_policy, azurerm_container_registry_task]
#   remediation: >-
#     For ECR add an `aws_ecr_lifecycle_policy` with `repository = aws_ecr_repository.<name>.name` and a rule that expires untagged
#     images (`sinceImagePushed`) and all but the last so many (`imageCountMoreThan`). For Artifact Registry add `cleanup_policies`
#     blocks with `action = "DELETE"`, and leave `cleanup_policy_dry_run` off. For Azure set `retention_policy_in_days = 30` with
#     `sku = "Premium"`, or add an `azurerm_container_registry_task` with a timer that runs `acr purge`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.scanning.registry_lifecycle

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_around := input.context.siblings["registry-lifecycle"]

_ecr if input.resource.type == "aws_ecr_repository"

_google if input.resource.type == "google_artifact_registry_repository"

# A virtual repository holds no image.
not_applicable if {
	_google
	attribute.is(attribute.read(input.resource, ["mode"]), "VIRTUAL_REPOSITORY")
}

_kept if count(siblings.naming(_around.resources, ["repository"], input.resource)) > 0

violations contains {
	"path": "",
	"message": "no lifecycle policy expires old images; add an aws_ecr_lifecycle_policy",
} if {
	_ecr
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether a lifecycle policy expires old images is not known here"} if {
	_ecr
	not _kept
	_open
}

_open if not _around.known

_open if siblings.may_name(_around.resources, ["repository"], input.resource)

_policies := attribute.read(input.resource, ["cleanup_policies"])

_actions := {attribute.read(input.resource, array.concat(keys, ["action"])) |
	some keys in attribute.blocks(input.resource, ["cleanup_policies"])
}

_deletes if {
	some action in _actions
	attribute.is(action, "DELETE")
}

_undecided if attribute.undecided(_policies)

_undecided if {
	some action in _actions
	attribute.undecided(action)
}

violations contains {
	"path": _policies.path,
	"message": "no cleanup policy deletes old images; add cleanup_policies with action = \"DELETE\"",
} if {
	_google
	not _deletes
	not _undecided
}

_dry := attribute.read(input.resource, ["cleanup_policy_dry_run"])

violations contains {
	"path": _dry.path,
	"message": "the cleanup policies only say what they would delete; set cleanup_policy_dry_run = false",
} if {
	_google
	_deletes
	attribute.is(_dry, true)
}

unknowns contains {"path": _policies.path, "message": "whether a cleanup policy deletes old images is known only after apply"} if {
	_google
	not _deletes
	_undecided
}

# Azure: what is no longer tagged goes by itself, or a task deletes what is old.
_azure if input.resource.type == "azurerm_container_registry"

_days := attribute.read(input.resource, ["retention_policy_in_days"])

_expires if attribute.number(_days) > 0

# What version 3 of the provider has.
_expires if attribute.is(attribute.read(input.resource, ["retention_policy", 0, "enabled"]), true)

_expires if {
	some task in siblings.naming(_around.resources, ["container_registry_id"], input.resource)
	some step in task.object.encoded_step
	_purges(step.task_content)
}

_purges(content) if contains(content, "acr purge")

# As Azure gives it back. Evaluators do not agree on what is valid base64, so that nothing is asked before.
_purges(content) if contains(base64.decode(content), "acr purge")

_may_expire if attribute.undecided(_days)

_may_expire if not _around.known

_may_expire if siblings.may_name(_around.resources, ["container_registry_id"], input.resource)

violations contains {
	"path": _days.path,
	"message": "images that no tag names are kept for ever; set retention_policy_in_days, or purge them with a task",
} if {
	_azure
	not _expires
	not _may_expire
}

unknowns contains {"path": _days.path, "message": "whether images that no tag names are deleted is not known here"} if {
	_azure
	not _expires
	_may_expire
}
