# METADATA
# title: No two workloads share a service account
# description: >-
#   Two workloads with one identity have each other's rights, and each other's secrets in Vault and in the cloud. When one of them is
#   taken over both are, and taking a right from one breaks the other.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   id: shared-service-account
#   pack: secrets
#   default: off
#   sentence: Each workload has its own identity.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - apps/*/Deployment
#     - apps/*/StatefulSet
#     - apps/*/DaemonSet
#     - batch/*/Job
#     - batch/*/CronJob
#     - argoproj.io/*/Rollout
#   siblings: [apps/*/Deployment, apps/*/StatefulSet, apps/*/DaemonSet, batch/*/Job, batch/*/CronJob, argoproj.io/*/Rollout]
#   controls:
#     soc2: [CC6.1]
#   remediation: >-
#     Give each workload a ServiceAccount of its own, with its own RoleBinding, and name it in `serviceAccountName`. Parts of one
#     application that belong together say so with the same `app.kubernetes.io/name`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       labels:
#         description: Labels of the pods of which one and the same value makes them one application.
#         type: array
#         items: {type: string}
#         default: [app.kubernetes.io/name, app, k8s-app]
package gatehouse.secrets.shared_service_account

import data.gatehouse.lib.workload

_parameters := data.config.parameters["shared-service-account"]

_around := input.context.siblings["shared-service-account"]

_account := workload.service_account(input.resource)

# Those that have none of their own are another rule's.
not_applicable if _account == "default"

_others := sort({$"{kind} {other.name}" |
	some other in _around.resources
	other.namespace == input.resource.namespace
	workload.service_account(other) == _account
	not _same(other)
	not other.object.metadata.ownerReferences
	parts := split(other.type, "/")
	kind := parts[count(parts) - 1]
})

# Blue and green, stable and canary, a schedule and the job that it made.
_same(other) if {
	some label in _parameters.labels
	_label(other, label) == _label(input.resource, label)
}

_label(resource, label) := value if {
	value := workload.pod_metadata(resource).labels[label]
} else := resource.labels[label]

violations contains {
	"path": $"/{concat("/", workload.pod(input.resource))}/serviceAccountName",
	"message": $"the service account {_account} is also that of {concat(", ", array.slice(_others, 0, 3))}; give each its own",
} if {
	count(_others) > 0
	not input.resource.object.metadata.ownerReferences
}
