# METADATA
# title: Each workload has a service account of its own
# description: >-
#   What runs as `default` shares its identity with everything else in the namespace that nobody thought about. A right that one of
#   them is given all of them have, and the audit log cannot tell who used it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/service-accounts/
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
#   siblings: [v1/ServiceAccount]
#   controls:
#     cis: [Kubernetes 1.9.0 5.1.5]
#     soc2: [CC6.1]
#   remediation: >-
#     Make a ServiceAccount with the name of the workload and name it in `serviceAccountName`. A workload that never talks to the API
#     server needs no identity there: `automountServiceAccountToken: false`.
#   parameters: {type: object, additionalProperties: false, properties: {}}
package gatehouse.secrets.default_service_account

import data.gatehouse.lib.attribute
import data.gatehouse.lib.workload

_around := input.context.siblings["default-service-account"]

_field := {"name": "service_account_name", "token": "automount_service_account_token"} if {
	input.resource.source == "terraform"
} else := {"name": "serviceAccountName", "token": "automountServiceAccountToken"}

_at(field) := attribute.read(input.resource, array.concat(workload.pod(input.resource), [_field[field]]))

# Without a token it is nobody.
not_applicable if attribute.is(_at("token"), false)

not_applicable if {
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
	workload.service_account(input.resource) == "default"
}

unknowns contains attribute.unknown(_at("name"), "which service account the pods run as")
