# METADATA
# title: Workloads outside production sleep at night and at weekends
# description: >-
#   A cluster shrinks only where its pods go. Workloads that nobody uses after 19:00 keep their nodes, and the nodes are the bill; what
#   scales them down is an annotation, a schedule, or a scaler that may go down to none.
# related_resources:
#   - ref: https://codeberg.org/hjacobs/kube-downscaler
#   - ref: https://kube-green.dev/docs/configuration/
#   - ref: https://keda.sh/docs/latest/scalers/cron/
# custom:
#   id: workload-schedule
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   doors: [ci, audit]
#   kinds: [apps/*/Deployment, apps/*/StatefulSet]
#   siblings: [keda.sh/*/ScaledObject, kube-green.com/*/SleepInfo]
#   remediation: >-
#     Annotate the workload or its namespace with `downscaler/uptime: Mon-Fri 08:00-19:00 Europe/Berlin` where kube-downscaler runs; or
#     put a `SleepInfo` with `weekdays: "1-5"`, `sleepAt: "19:00"` and `wakeUpAt: "08:00"` of kube-green into the namespace; or scale the
#     workload by a `ScaledObject` of KEDA with `minReplicaCount: 0`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       start:
#         description: When a working day begins, in the time zone of the schedule.
#         type: string
#         pattern: "^[0-2][0-9]:[0-5][0-9]$"
#         default: "08:00"
#       stop:
#         description: When a working day is over at the latest.
#         type: string
#         pattern: "^[0-2][0-9]:[0-5][0-9]$"
#         default: "19:00"
#       byDefault:
#         description: >-
#           A scaler of the cluster stops everything outside working hours (kube-downscaler with `--default-uptime`), so that only
#           what opts out of it is found.
#         type: boolean
#         default: false
#       labels:
#         description: Labels or tags that tell the environment, in small letters; the first that is there counts. Case does not matter.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [env, environment, stage, app.kubernetes.io/environment]
#       nonProduction:
#         description: Their values that mean outside production, as globs in small letters; nothing else is judged.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [dev, dev-*, development, test, test-*, testing, qa, uat, int, integration, staging, stage, sandbox*, preview*, nonprod*, non-prod*]
package gatehouse.cost.workload_schedule

import data.gatehouse.lib.attribute
import data.gatehouse.lib.environment
import data.gatehouse.lib.working_hours

_parameters := data.config.parameters["workload-schedule"]

_around := input.context.siblings["workload-schedule"]

_outside := environment.outside_production(input, _parameters)

not_applicable if _outside == "no"

not_applicable if attribute.is(attribute.read(input.resource, ["spec", "replicas"]), 0)

_own := object.get(input.resource.object, ["metadata", "annotations"], {})

_all := object.union(object.get(input.context, ["namespace", "annotations"], {}), _own)

_beside(kind) := [other |
	some other in _around.resources
	endswith(other.type, kind)
	object.get(other, "namespace", "default") == object.get(input.resource, "namespace", "default")
]

_opted_out if {
	some annotation in ["downscaler/exclude", "downscaler/force-uptime"]
	_all[annotation] == "true"
}

_kept if {
	not _opted_out
	working_hours.uptime(_all["downscaler/uptime"], _parameters)
}

# What is written the other way round, as the time to be down, is taken at its word.
_kept if {
	not _opted_out
	some annotation in ["downscaler/downtime", "downscaler/downscale-period"]
	not object.get(_all, annotation, "never") in {"never", ""}
}

_kept if {
	_parameters.byDefault
	not _opted_out
	not _all["downscaler/uptime"]
}

_kept if {
	some scaler in _beside("/ScaledObject")
	attribute.is(attribute.read(scaler, ["spec", "scaleTargetRef", "name"]), input.resource.name)
	kind := attribute.read_or(scaler, ["spec", "scaleTargetRef", "kind"], "Deployment")
	endswith(input.resource.type, $"/{kind.value}")
	attribute.is(attribute.read_or(scaler, ["spec", "minReplicaCount"], 0), 0)
}

_kept if {
	some sleep in _beside("/SleepInfo")
	_suspends(sleep)
	days := working_hours.days(attribute.read(sleep, ["spec", "weekdays"]).value, 0)
	minute := working_hours.minutes(attribute.read(sleep, ["spec", "sleepAt"]).value)
	working_hours.stops({"minute": minute, "days": days}, _parameters)
	_stays_down(sleep, days)
}

_suspends(sleep) if {
	not attribute.is(attribute.read(sleep, ["spec", _switch]), false)
	every excluded in attribute.blocks(sleep, ["spec", "excludeRef"]) {
		not attribute.is(attribute.read(sleep, array.concat(excluded, ["name"])), input.resource.name)
	}
}

_switch := "suspendDeployments" if endswith(input.resource.type, "/Deployment")

else := "suspendStatefulSets"

_stays_down(sleep, _) if attribute.unset(attribute.read(sleep, ["spec", "wakeUpAt"]))

_stays_down(sleep, days) if {
	minute := working_hours.minutes(attribute.read(sleep, ["spec", "wakeUpAt"]).value)
	working_hours.starts({"minute": minute, "days": days}, _parameters)
}

_open if not _around.known

# The namespace may say it for everything in it.
_open if not input.context.namespace

violations contains {"path": "", "message": message} if {
	_outside == "yes"
	not _kept
	not _open
	message := concat("", [
		$"it is outside production, and nothing scales it down from {_parameters.stop} to {_parameters.start} and at weekends",
		"; add downscaler/uptime, a SleepInfo or a ScaledObject that goes down to none",
	])
}

unknowns contains {
	"path": "",
	"message": "whether it is scaled down at night and at weekends is not known here: its namespace may say it",
} if {
	_outside == "yes"
	not _kept
	_open
}

unknowns contains environment.unknown if {
	_outside == "unknown"
	not _kept
}
