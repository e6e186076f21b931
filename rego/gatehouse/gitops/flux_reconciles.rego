# METADATA
# title: Flux reconciles what Git says, prunes and corrects it
# description: >-
#   A suspended Kustomization or HelmRelease is a cluster that drifts from Git unseen. Without `prune` what is deleted in Git lives on,
#   and a HelmRelease without drift detection leaves changes by hand until the next release of the chart.
# related_resources:
#   - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/
#   - ref: https://fluxcd.io/flux/components/helm/helmreleases/#drift-detection
# custom:
#   id: flux-reconciles
#   pack: gitops
#   default: off
#   sentence: Git is the only way in, and it heals.
#   severity: medium
#   action: deny
#   kinds: [kustomize.toolkit.fluxcd.io/*/Kustomization, helm.toolkit.fluxcd.io/v2/HelmRelease]
#   remediation: >-
#     Kustomization: `prune: true`, `interval: 10m`, and no `suspend`. HelmRelease: `driftDetection: {mode: enabled}`,
#     `interval: 10m`, and no `suspend`; fields that others own go to `driftDetection.ignore`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxInterval:
#         description: The longest time between two reconciliations, which is how long a change by hand lives.
#         type: string
#         format: duration
#         default: 1h
package gatehouse.gitops.flux_reconciles

import data.gatehouse.lib.attribute
import data.gatehouse.lib.duration

_parameters := data.config.parameters["flux-reconciles"]

_wrong[["spec", "suspend"]] := {"value": false, "message": "the reconciliation is suspended; take suspend away"} if {
	attribute.is(attribute.read(input.resource, ["spec", "suspend"]), true)
}

_wrong[["spec", "interval"]] := {"value": _parameters.maxInterval.text, "message": message} if {
	interval := attribute.read(input.resource, ["spec", "interval"])
	duration.seconds(interval.value) > _parameters.maxInterval.value
	longest := _parameters.maxInterval.text
	message := $"drift is corrected every {interval.value} only; set interval to {longest} or less"
}

_wrong[["spec", "prune"]] := {"value": true, "message": "what is gone from Git is not deleted; set prune: true"} if {
	endswith(input.resource.type, "/Kustomization")
	not attribute.is(attribute.read(input.resource, ["spec", "prune"]), true)
}

_wrong[["spec", "driftDetection", "mode"]] := {"value": "enabled", "message": message} if {
	endswith(input.resource.type, "/HelmRelease")
	not attribute.is(attribute.read(input.resource, ["spec", "driftDetection", "mode"]), "enabled")
	message := "changes made by hand are not undone; set driftDetection.mode: enabled"
}

violations contains {
	"path": path,
	"message": fault.message,
	"fix": {"description": $"set {field}: {fault.value}", "patch": [{"op": "add", "path": path, "value": fault.value}]},
} if {
	some keys, fault in _wrong
	path := attribute.read(input.resource, keys).path
	field := concat(".", array.slice(keys, 1, count(keys)))
}
