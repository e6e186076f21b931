# METADATA
# title: Vault's annotations say what their author meant
# description: >-
#   The injector reads annotations of the pod and ignores every key that it does not know. One on the Deployment in place of its
#   template, a template without its secret, a role that was forgotten: the pod starts without its secrets, or not at all, and
#   nothing says why.
# related_resources:
#   - ref: https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
#   - ref: https://developer.hashicorp.com/vault/docs/platform/k8s/injector/examples
# custom:
#   id: vault-annotations
#   pack: secrets
#   default: off
#   sentence: No secret in Git.
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
#   remediation: >-
#     On the pod template: `vault.hashicorp.com/agent-inject: "true"`, `vault.hashicorp.com/role: shop`, and for each file
#     `vault.hashicorp.com/agent-inject-secret-NAME: secret/data/shop/NAME` with, where it has one, the template of the same NAME.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       also:
#         description: Further annotations that the injector of this cluster knows, without `vault.hashicorp.com/`, as globs.
#         type: array
#         items: {type: string}
#         default: []
package gatehouse.secrets.vault_annotations

import data.gatehouse.lib.glob
import data.gatehouse.lib.pointer

_parameters := data.config.parameters["vault-annotations"]

_prefix := "vault.hashicorp.com/"

# Where each kind keeps what is said of its pods.
_template := [] if input.resource.type == "v1/Pod"

else := ["spec", "jobTemplate", "spec", "template"] if endswith(input.resource.type, "/CronJob")

else := ["spec", "template"]

_keys := array.concat(_template, ["metadata", "annotations"])

_annotations(keys) := {name: value |
	some key, value in object.get(input.resource.object, keys, {})
	startswith(key, _prefix)
	name := trim_prefix(key, _prefix)
}

_given := _annotations(_keys)

_misplaced := _annotations(["metadata", "annotations"]) if count(_template) > 0

else := {}

not_applicable if {
	count(_given) == 0
	count(_misplaced) == 0
}

_path(name) := pointer.child(pointer.of(_keys), $"{_prefix}{name}")

_on if _given["agent-inject"] in {"true", "True", "TRUE", "t", "T", "1"}

# Of the template or of the workload itself: on the latter the injector does not look.
violations contains {
	"path": pointer.child("/metadata/annotations", $"{_prefix}{name}"),
	"message": "the injector reads the annotations of the pod template only; move this one there",
} if {
	some name, _ in _misplaced
	not _given[name]
}

violations contains {
	"path": _path("agent-inject"),
	"message": "nothing is injected; set vault.hashicorp.com/agent-inject: \"true\"",
} if {
	count(_given) > 0
	not _on
	not object.get(_given, "agent-inject", "") in {"false", "False", "FALSE", "f", "F", "0"}
}

violations contains {
	"path": _path("role"),
	"message": "the agent cannot log in without a role; set vault.hashicorp.com/role",
} if {
	_on
	not _role
}

_role if _given.role != ""

_role if _given["agent-configmap"]

# Other ways to log in have no role, or name it in their own configuration.
_role if _given["auth-config-role"]

_role if not object.get(_given, "auth-type", "kubernetes") in {"kubernetes", "jwt"}

violations contains {
	"path": _path(name),
	"message": "no path in Vault is given; write where the secret is, as secret/data/shop/database",
} if {
	some name, path in _given
	startswith(name, "agent-inject-secret-")
	trim_space(path) == ""
	not _templated(trim_prefix(name, "agent-inject-secret-"))
}

_templated(name) if _given[$"agent-inject-template-{name}"]

_templated(name) if _given[$"agent-inject-template-file-{name}"]

# What belongs to a secret, and is of no use without it.
_parts := [
	"agent-inject-template-file-", "agent-inject-template-", "agent-inject-command-", "agent-inject-file-", "agent-inject-perms-",
	"agent-inject-containers-", "agent-template-left-delim-", "agent-template-right-delim-", "error-on-missing-key-",
	"secret-volume-path-", "preserve-secret-case-",
]

_part_of(name) := [trim_prefix(name, part) |
	some part in _parts
	startswith(name, part)
][0]

violations contains {
	"path": _path(name),
	"message": $"there is no secret of that name; add vault.hashicorp.com/agent-inject-secret-{secret}",
} if {
	some name, _ in _given
	secret := _part_of(name)
	not _given[$"agent-inject-secret-{secret}"]
}

_known := {
	"agent-inject", "agent-inject-status", "agent-inject-token", "agent-inject-default-template", "agent-inject-containers",
	"agent-image", "agent-request-namespace", "agent-init-first", "agent-pre-populate", "agent-pre-populate-only", "agent-configmap",
	"agent-extra-secret", "agent-limits-*", "agent-requests-*", "agent-revoke-on-shutdown", "agent-revoke-grace", "agent-run-as-*",
	"agent-set-security-context", "agent-share-process-namespace", "agent-cache-*", "agent-copy-volume-mounts",
	"agent-service-account-token-volume-name", "agent-enable-quit", "agent-telemetry-*", "agent-disable-*",
	"agent-auto-auth-exit-on-err", "agent-json-patch", "agent-init-json-patch", "agent-inject-secret-*", "agent-max-connections-*",
	"agent-min-*", "agent-auth-*", "auth-*", "client-*", "ca-cert", "ca-key", "tls-*", "namespace", "service", "proxy-address", "role",
	"log-level", "log-format", "secret-volume-path", "preserve-secret-case", "template-config-exit-on-retry-failure",
	"template-static-secret-render-interval", "template-max-connections-per-host", "go-max-procs", "error-on-missing-key",
}

violations contains {
	"path": _path(name),
	"message": "the injector knows no such annotation and ignores it; see how it is spelt",
} if {
	some name, _ in _given
	not _part_of(name)
	not glob.any_match(_known, name)
	not glob.any_match(_parameters.also, name)
}
