# METADATA
# title: Clusters hand out the logs of their control plane
# description: >-
#   Who created the pod, who read the Secret and why the scheduler waited is known to the control plane alone. A managed one
#   tells nothing of it until it is asked to.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/config-logging-monitoring
#   - ref: https://learn.microsoft.com/azure/aks/monitor-aks-reference
# custom:
#   id: control-plane-logs
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_eks_cluster, google_container_cluster, azurerm_kubernetes_cluster]
#   siblings: [azurerm_monitor_diagnostic_setting]
#   controls:
#     cis: [EKS 1.5.0 2.1.1, GKE 1.6.0 5.7.1, Azure 2.1.0 5.4]
#     soc2: [CC7.2]
#     fsbp: [EKS.8]
#   remediation: >-
#     EKS: `enabled_cluster_log_types = ["api", "audit", "authenticator"]`. AKS: add an `azurerm_monitor_diagnostic_setting` with
#     `target_resource_id = azurerm_kubernetes_cluster.<name>.id`, a `log_analytics_workspace_id` and
#     `enabled_log { category = "kube-audit-admin" }`. GKE: `logging_config { enable_components = ["SYSTEM_COMPONENTS", "WORKLOADS"] }`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       eksTypes:
#         description: The logs that an EKS cluster has to hand out.
#         type: array
#         minItems: 1
#         items: {type: string, enum: [api, audit, authenticator, controllerManager, scheduler]}
#         default: [api, audit, authenticator]
#       gkeComponents:
#         description: The components whose logs a GKE cluster has to hand out; its audit logs are always on.
#         type: array
#         items: {type: string, enum: [SYSTEM_COMPONENTS, APISERVER, CONTROLLER_MANAGER, SCHEDULER, WORKLOADS]}
#         default: [SYSTEM_COMPONENTS]
package gatehouse.logging.control_plane_logs

import data.gatehouse.lib.attribute
import data.gatehouse.lib.diagnostics

_parameters := data.config.parameters["control-plane-logs"]

_type := input.resource.type

# EKS and GKE list what they hand out.
_list := attribute.read_or(input.resource, ["enabled_cluster_log_types"], []) if _type == "aws_eks_cluster"

_list := attribute.read_or(
	input.resource,
	["logging_config", 0, "enable_components"],
	["SYSTEM_COMPONENTS", "WORKLOADS"],
) if {
	_type == "google_container_cluster"
}

_asked := _parameters.eksTypes if {
	_type == "aws_eks_cluster"
} else := _parameters.gkeComponents

_missing := [wanted | some wanted in _asked; not wanted in _list.value]

violations contains {
	"path": _list.path,
	"message": $"the cluster does not log {concat(", ", _missing)}; add it to {_name}",
} if {
	_list.state == "known"
	count(_missing) > 0
}

_name := "enabled_cluster_log_types" if {
	_type == "aws_eks_cluster"
} else := "logging_config.enable_components"

unknowns contains attribute.unknown(_list, "what the cluster logs")

# The older attribute of GKE, which switches everything off.
_service := attribute.read(input.resource, ["logging_service"])

violations contains {
	"path": _service.path,
	"message": "the cluster logs nothing; leave logging_service out, or set it to logging.googleapis.com/kubernetes",
} if {
	attribute.is(_service, "none")
}

# AKS is told by a resource beside it.
_taken := diagnostics.takes(
	input.context.siblings["control-plane-logs"],
	input.resource,
	{"kube-audit", "kube-audit-admin", "audit", "allLogs"},
) if {
	_type == "azurerm_kubernetes_cluster"
}

violations contains {
	"path": "",
	"message": "nothing takes the cluster's audit log; add an azurerm_monitor_diagnostic_setting with kube-audit-admin",
} if {
	_taken == "no"
}

unknowns contains {"path": "", "message": "whether the cluster's audit log is kept is not known here"} if _taken == "unknown"
