# METADATA
# title: Only what talks to the API server has a token for it
# description: >-
#   Kubernetes puts a token into each pod that does not decline it. Whoever gets into a web server then also is a user of the cluster, who
#   may at least ask what there is. A workload to which nothing was granted loses nothing with its token.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
# custom:
#   id: automount-token
#   pack: secrets
#   default: off
#   sentence: Each workload has its own identity.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - v1/Pod
#     - apps/*/Deployment
#     - apps/*/StatefulSet
#     - apps/*/DaemonSet
#     - batch/*/Job
#     - batch/*/CronJob
#     - argoproj.io/*/Rollout
#   siblings: [v1/ServiceAccount, rbac.authorization.k8s.io/*/RoleBinding, rbac.authorization.k8s.io/*/ClusterRoleBinding]
#   controls:
#     cis: [Kubernetes 1.9.0 5.1.6]
#   remediation: >-
#     Set `automountServiceAccountToken: false` in the pod's spec or on its ServiceAccount. What needs the API server gets a
#     RoleBinding to its own ServiceAccount, which is what this rule looks for. Roles of a cloud need no mounted token.
#   parameters: {type: object, additionalProperties: false, properties: {}}
package gatehouse.secrets.automount_token

import data.gatehouse.lib.attribute
import data.gatehouse.lib.workload

_around := input.context.siblings["automount-token"]

_account := workload.service_account(input.resource)

_token := attribute.read(input.resource, array.concat(workload.pod(input.resource), ["automountServiceAccountToken"]))

# The identity itself is to be mended first.
not_applicable if {
	_account == "default"
	not attribute.is(_token, false)
}

_declined if attribute.is(_token, false)

_declined if {
	attribute.unset(_token)
	some other in _around.resources
	other.type == "v1/ServiceAccount"
	other.name == _account
	other.namespace == input.resource.namespace
	other.object.automountServiceAccountToken == false
}

_needed if {
	some binding in _around.resources
	some subject in binding.object.subjects
	subject.kind == "ServiceAccount"
	subject.name == _account
	object.get(subject, "namespace", object.get(binding, "namespace", "")) == input.resource.namespace
}

# Vault's agent logs in with it.
_needed if {
	annotations := workload.pod_metadata(input.resource).annotations
	annotations["vault.hashicorp.com/agent-inject"] == "true"
}

violations contains {
	"path": _token.path,
	"message": $"nothing is granted to {_account}, but its pods have its token; set automountServiceAccountToken: false",
	"fix": {
		"description": "mount no token",
		"patch": [{"op": "add", "path": _token.path, "value": false}],
	},
} if {
	_unneeded
	_around.known
}

unknowns contains {"path": _token.path, "message": $"whether something is granted to {_account} is not known here"} if {
	_unneeded
	not _around.known
}

_unneeded if {
	_account
	not _declined
	not _needed
}
