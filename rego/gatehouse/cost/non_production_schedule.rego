# METADATA
# title: Machines outside production stop at night and at weekends
# description: >-
#   A week has 168 hours, and people work in 55 of them. What nobody uses from 19:00 to 08:00 and at weekends costs two thirds of what
#   it costs, for nothing; it stops by itself, or it does not stop.
# related_resources:
#   - ref: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
#   - ref: https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html
#   - ref: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
#   - ref: https://cloud.google.com/compute/docs/instances/schedule-instance-start-stop
#   - ref: https://learn.microsoft.com/en-us/azure/virtual-machines/auto-shutdown-vm
# custom:
#   id: non-production-schedule
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - aws_autoscaling_group
#     - aws_instance
#     - aws_db_instance
#     - aws_rds_cluster
#     - google_compute_instance
#     - azurerm_linux_virtual_machine
#     - azurerm_windows_virtual_machine
#   siblings:
#     - aws_autoscaling_schedule
#     - aws_scheduler_schedule
#     - google_compute_resource_policy
#     - azurerm_dev_test_global_vm_shutdown_schedule
#   remediation: >-
#     Auto Scaling: two `aws_autoscaling_schedule` with `min_size`, `max_size` and `desired_capacity` of 0 at `recurrence = "0 19 * *
#     1-5"` and of the day's size at `"0 8 * * 1-5"`, with `time_zone`. Instances and databases: the tag `Schedule` of Instance
#     Scheduler on AWS, or an `aws_scheduler_schedule` with the target `arn:aws:scheduler:::aws-sdk:rds:stopDBInstance` (EC2:
#     `ec2:stopInstances`). Google: a `google_compute_resource_policy` with `vm_stop_schedule` in `resource_policies`. Azure: an
#     `azurerm_dev_test_global_vm_shutdown_schedule`.
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
#       tags:
#         description: Tags by which a scheduler that runs elsewhere finds what it stops. Case does not matter.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [Schedule, auto-stop, instance-scheduler]
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
package gatehouse.cost.non_production_schedule

import data.gatehouse.lib.attribute
import data.gatehouse.lib.environment
import data.gatehouse.lib.siblings
import data.gatehouse.lib.working_hours

_parameters := data.config.parameters["non-production-schedule"]

_type := input.resource.type

_around := input.context.siblings["non-production-schedule"]

_of(type) := [other | some other in _around.resources; other.type == type]

_read(keys) := attribute.read(input.resource, keys)

_outside := environment.outside_production(input, _parameters)

not_applicable if _outside == "no"

# An empty group costs nothing, RDS stops neither replicas nor what is serverless, and Aurora can pause by itself.
not_applicable if attribute.is(_read(["max_size"]), 0)

not_applicable if attribute.is_set(_read(["replicate_source_db"]))

not_applicable if attribute.is(_read(["engine_mode"]), "serverless")

not_applicable if attribute.is(_read(["serverlessv2_scaling_configuration", 0, "min_capacity"]), 0)

_tags := input.resource.facets.tags

_wanted := {lower(tag) | some tag in _parameters.tags}

_kept if {
	some tag, value in input.resource.labels
	lower(tag) in _wanted
	value != ""
}

_kept if {
	some tag in _tags.unknownValues
	lower(tag) in _wanted
}

# Auto Scaling: something empties the group each working day, and nothing fills it at night or at weekends.
_scheduled := siblings.naming(_of("aws_autoscaling_schedule"), ["autoscaling_group_name"], input.resource)

_kept if {
	some schedule in _scheduled
	_empties(schedule)
	working_hours.stops(_recurrence(schedule), _parameters)
	every other in _scheduled {
		_quiet(other)
	}
}

_empties(schedule) if {
	some key in ["desired_capacity", "max_size"]
	attribute.is(attribute.read(schedule, [key]), 0)
}

_quiet(schedule) if _empties(schedule)

_quiet(schedule) if attribute.unset(attribute.read(schedule, ["recurrence"]))

_quiet(schedule) if working_hours.starts(_recurrence(schedule), _parameters)

_recurrence(schedule) := working_hours.cron(attribute.read(schedule, ["recurrence"]).value)

# EventBridge Scheduler calls the API that stops it, with its name as the input.
_calls := {
	"aws_instance": ":ec2:stopInstances",
	"aws_db_instance": ":rds:stopDBInstance",
	"aws_rds_cluster": ":rds:stopDBCluster",
}

_stops := [schedule |
	some schedule in _of("aws_scheduler_schedule")
	not attribute.is(attribute.read(schedule, ["state"]), "DISABLED")
	endswith(attribute.read(schedule, ["target", 0, "arn"]).value, _calls[_type])
]

_in_time := [schedule |
	some schedule in _stops
	working_hours.stops(working_hours.cron(attribute.read(schedule, ["schedule_expression"]).value), _parameters)
]

_kept if {
	some schedule in _in_time
	siblings.names(schedule, ["target", 0, "input"], input.resource) == "yes"
}

_kept if {
	some schedule in _in_time
	some key in ["id", "identifier", "cluster_identifier"]
	contains(attribute.read(schedule, ["target", 0, "input"]).value, $"\"{input.resource.object[key]}\"")
}

_kept if {
	some policy in _of("google_compute_resource_policy")
	siblings.names(input.resource, ["resource_policies"], policy) == "yes"
	stop := attribute.read(policy, ["instance_schedule_policy", 0, "vm_stop_schedule", 0, "schedule"]).value
	working_hours.stops(working_hours.cron(stop), _parameters)
}

_shutdowns := siblings.naming(_of("azurerm_dev_test_global_vm_shutdown_schedule"), ["virtual_machine_id"], input.resource)

_kept if {
	some shutdown in _shutdowns
	not attribute.is(attribute.read(shutdown, ["enabled"]), false)
	minute := working_hours.minutes(attribute.read(shutdown, ["daily_recurrence_time"]).value)
	working_hours.stops({"minute": minute, "days": working_hours.working_days}, _parameters)
}

_open if not _around.known

_open if _tags.state == "unknown"

_open if {
	some schedule in _in_time
	input_of := attribute.read(schedule, ["target", 0, "input"])
	attribute.undecided(input_of)
}

_open if siblings.may_name(_of("aws_autoscaling_schedule"), ["autoscaling_group_name"], input.resource)

_open if siblings.may_name(_of("azurerm_dev_test_global_vm_shutdown_schedule"), ["virtual_machine_id"], input.resource)

_open if {
	some schedule in _scheduled
	some key in ["recurrence", "desired_capacity"]
	attribute.undecided(attribute.read(schedule, [key]))
}

# A policy that another configuration makes may be of any kind.
_open if {
	attribute.is_set(_read(["resource_policies"]))
	not attribute.is(_read(["resource_policies"]), [])
	every policy in _of("google_compute_resource_policy") {
		siblings.names(input.resource, ["resource_policies"], policy) != "yes"
	}
}

violations contains {"path": "", "message": message} if {
	_outside == "yes"
	not _kept
	not _open
	message := concat("", [
		$"it is outside production, and nothing stops it by {_parameters.stop} on working days and keeps it so",
		" until the next one; add a schedule",
	])
}

unknowns contains {"path": "", "message": "whether it stops at night and at weekends is not known here"} if {
	_outside == "yes"
	not _kept
	_open
}

unknowns contains environment.unknown if {
	_outside == "unknown"
	not _kept
}
