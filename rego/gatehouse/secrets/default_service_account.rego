# METADATA
# title: Each workload has a service account of its own
# description: >-
#   What runs as `default` shares its identity with everything else in the namespace that nobody thought about. A right that one of
#   them is given all of them have, and the audit log cannot tell who used it. The default service accounts of Google Cloud are one for
#   all machines of a project, or all functions, and may often edit all of it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/service-accounts/
#   - ref: https://cloud.google.com/iam/docs/service-account-types#default
# custom:
#   id: default-service-account
#   pack: secrets
#   default: off
#   sentence: Each workload has its own identity.
#   severity: medium
#   action: warn
#   kinds:
#     - v1/Pod
#     - apps/*/Deployment
#     - apps/*/StatefulSet
#     - apps/*/DaemonSet
#     - batch/*/Job
#     - batch/*/CronJob
#     - argoproj.io/*/Rollout
#     - kubernetes_pod
#     - kubernetes_pod_v1
#     - kubernetes_deployment
#     - kubernetes_deployment_v1
#     - kubernetes_stateful_set
#     - kubernetes_stateful_set_v1
#     - kubernetes_daemonset
#     - kubernetes_daemon_set_v1
#     - kubernetes_job
#     - kubernetes_job_v1
#     - kubernetes_cron_job
#     - kubernetes_cron_job_v1
#     - google_compute_instance
#     - google_compute_instance_template
#     - google_compute_region_instance_template
#     - google_container_cluster
#     - google_container_node_pool
#     - google_cloud_run_service
#     - google_cloud_run_v2_service
#     - google_cloud_run_v2_job
#     - google_cloudfunctions_function
#     - google_cloudfunctions2_function
#   siblings: [v1/ServiceAccount]
#   controls:
#     cis: [Kubernetes 1.9.0 5.1.5, GCP 2.0.0 4.1, GKE 1.6.0 5.2.1]
#     soc2: [CC6.1]
#   remediation: >-
#     Make a ServiceAccount with the name of the workload and name it in `serviceAccountName`. A workload that never talks to the API
#     server needs no identity there: `automountServiceAccountToken: false`. Google Cloud: make a `google_service_account`, give it the
#     roles that are needed (nodes of GKE: `roles/container.defaultNodeServiceAccount`), and name its `email`.
#   parameters: {type: object, additionalProperties: false, properties: {}}
package gatehouse.secrets.default_service_account

import data.gatehouse.lib.attribute
import data.gatehouse.lib.google_identity
import data.gatehouse.lib.workload

_around := input.context.siblings["default-service-account"]

_field := {"name": "service_account_name", "token": "automount_service_account_token"} if {
	input.resource.source == "terraform"
} else := {"name": "serviceAccountName", "token": "automountServiceAccountToken"}

_at(field) := attribute.read(input.resource, array.concat(workload.pod(input.resource), [_field[field]]))

_google if startswith(input.resource.type, "google_")

# Without a token it is nobody.
not_applicable if {
	not _google
	attribute.is(_at("token"), false)
}

not_applicable if {
	not _google
	attribute.unset(_at("token"))
	some other in _around.resources
	other.name == "default"
	other.namespace == input.resource.namespace
	other.object.automountServiceAccountToken == false
}

violations contains {
	"path": _at("name").path,
	"message": "the pods run as the service account default, as all that have none; give them one of their own",
} if {
	not _google
	workload.service_account(input.resource) == "default"
}

unknowns contains attribute.unknown(_at("name"), "which service account the pods run as") if not _google

# Google Cloud
_accounts := google_identity.accounts(input.resource) if _google

violations contains {
	"path": account.path,
	"message": "it runs as a default service account, as all of the project that have none; give it one of its own",
} if {
	some account in _accounts
	google_identity.is_default(account)
}

unknowns contains attribute.unknown(account, "which service account it runs as") if some account in _accounts
