# METADATA
# title: Velero backs up daily, and keeps it
# description: >-
#   A schedule that is paused, or runs once a week, is found out on the day of the restore. So is one that keeps its backups
#   for less time than it takes to notice the damage.
# related_resources:
#   - ref: https://velero.io/docs/main/api-types/schedule/
# custom:
#   id: velero-schedule
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: medium
#   action: deny
#   kinds: [velero.io/*/Schedule]
#   controls:
#     soc2: [A1.2]
#   remediation: >-
#     Set `spec.paused: false`, a `spec.schedule` that runs each day (`0 3 * * *`) and `spec.template.ttl: 720h0m0s`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       daily:
#         description: Ask for a backup each day at least.
#         type: boolean
#         default: true
#       minimumHours:
#         description: For how many hours a backup is kept at least. Without a ttl Velero keeps it for 720.
#         type: integer
#         minimum: 1
#         default: 168
package gatehouse.disaster_recovery.velero_schedule

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["velero-schedule"]

_paused := attribute.read(input.resource, ["spec", "paused"])

_schedule := attribute.read(input.resource, ["spec", "schedule"])

_ttl := attribute.read(input.resource, ["spec", "template", "ttl"])

violations contains {
	"path": _paused.path,
	"message": "the schedule is paused, so nothing is backed up; set paused: false",
	"fix": {
		"description": "set paused: false",
		"patch": [{"op": "add", "path": _paused.path, "value": false}],
	},
} if {
	attribute.is(_paused, true)
}

violations contains {
	"path": _schedule.path,
	"message": $"the schedule {_schedule.value} does not run each day",
} if {
	_parameters.daily
	_seldom
}

violations contains {
	"path": _ttl.path,
	"message": $"backups are kept for {_ttl.value}; keep them for {_parameters.minimumHours}h or more",
	"fix": {
		"description": $"keep backups for {_parameters.minimumHours}h",
		"patch": [{"op": "add", "path": _ttl.path, "value": $"{_parameters.minimumHours}h0m0s"}],
	},
} if {
	_hours(_ttl.value) < _parameters.minimumHours
}

# Standard cron text of five fields, maybe behind a time zone, or one of the names that stand for it.
_fields := [field |
	some field in split(_schedule.value, " ")
	not regex.match(`^$|^(CRON_)?TZ=`, field)
]

_seldom if _fields[0] in {"@weekly", "@monthly", "@yearly", "@annually"}

_seldom if {
	_fields[0] == "@every"
	_hours(_fields[1]) > 24
}

_seldom if {
	count(_fields) == 5
	some field in array.slice(_fields, 2, 5)
	not upper(field) in _each_day
}

_each_day := {"*", "?", "*/1", "0-6", "1-7", "SUN-SAT", "1-31", "1-12"}

# A duration of Go in hours. Undefined where it is not one, which Velero itself refuses.
_hours(duration) := sum([amount |
	some part in regex.find_all_string_submatch_n(`([0-9.]+)(h|m|s)`, duration, -1)
	amount := to_number(part[1]) * _per_unit[part[2]]
]) if {
	regex.match(`^([0-9]+(\.[0-9]+)?(h|m|s))+$`, duration)
}

_per_unit := {"h": 1, "m": 1 / 60, "s": 1 / 3600}
