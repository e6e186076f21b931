# METADATA
# title: The recovery playbook is run each month
# description: >-
#   A playbook that is first run in the disaster does not work: a role has changed, a name is taken, a step waits for what is no
#   longer there. Run by a schedule, it breaks on a Tuesday morning instead.
# related_resources:
#   - ref: https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_dr_tested.html
#   - ref: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
#   - ref: https://cloud.google.com/workflows/docs/schedule-workflow
#   - ref: https://learn.microsoft.com/azure/logic-apps/concepts-schedule-automated-recurring-tasks-workflows
# custom:
#   id: dr-test-schedule
#   pack: disaster-recovery
#   default: off
#   sentence: Tested monthly.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_sfn_state_machine, google_workflows_workflow, azurerm_logic_app_workflow]
#   siblings:
#     - aws_scheduler_schedule
#     - aws_cloudwatch_event_rule
#     - aws_cloudwatch_event_target
#     - google_cloud_scheduler_job
#     - azurerm_logic_app_trigger_recurrence
#     - azurerm_logic_app_trigger_custom
#   controls:
#     soc2: [A1.3]
#   remediation: >-
#     AWS: add an `aws_scheduler_schedule` with `schedule_expression = "cron(0 9 1 * ? *)"`, a `flexible_time_window` with `mode = "OFF"`,
#     and a `target` whose `arn` is the state machine's, whose `role_arn` may start it, and whose `input` says that it is a test. Google: a
#     `google_cloud_scheduler_job` with `schedule = "0 9 1 * *"` that posts to
#     `https://workflowexecutions.googleapis.com/v1/${google_workflows_workflow.<name>.id}/executions`. Azure: an
#     `azurerm_logic_app_trigger_recurrence` with `frequency = "Month"` and `interval = 1`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       maxDays:
#         description: After how many days it is run again at the latest; a cron for each month counts as 31.
#         type: integer
#         minimum: 1
#         default: 31
#       names:
#         description: State machines and workflows that are playbooks, as globs of their name and of the tags `Name` and `purpose`.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         default: ["*disaster*recovery*", "*failover*", "*fail-over*", "dr-*", "*-dr", "*-dr-*"]
package gatehouse.disaster_recovery.dr_test_schedule

import data.gatehouse.lib.attribute
import data.gatehouse.lib.playbook
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["dr-test-schedule"]

_around := input.context.siblings["dr-test-schedule"]

not_applicable if not playbook.is_playbook(input.resource, _parameters.names)

_of(type) := [other | some other in _around.resources; other.type == type]

# What starts the playbook: a schedule of its own, or a rule by one of its targets.
_started contains {"by": schedule, "relation": siblings.names(schedule, ["target", 0, "arn"], input.resource)} if {
	some schedule in _of("aws_scheduler_schedule")
}

_started contains {"by": rule, "relation": siblings.names(target, ["arn"], input.resource)} if {
	some target in _of("aws_cloudwatch_event_target")
	some rule in _of("aws_cloudwatch_event_rule")
	siblings.names(target, ["rule"], rule) == "yes"
}

# A job of Google posts to an address that has the workflow's name in it.
_started contains {"by": job, "relation": _posts(job)} if {
	input.resource.type == "google_workflows_workflow"
	some job in _of("google_cloud_scheduler_job")
}

_posts(job) := "yes" if {
	endswith(attribute.read(job, _uri).value, $"/workflows/{input.resource.object.name}/executions")
} else := siblings.names(job, _uri, input.resource)

_uri := ["http_target", 0, "uri"]

_started contains {"by": trigger, "relation": siblings.names(trigger, ["logic_app_id"], input.resource)} if {
	input.resource.type == "azurerm_logic_app_workflow"
	some trigger in _of("azurerm_logic_app_trigger_recurrence")
}

_expression(other) := attribute.read(other, ["schedule_expression"]) if startswith(other.type, "aws_")

_expression(other) := attribute.read(other, ["schedule"]) if other.type == "google_cloud_scheduler_job"

_expression(other) := attribute.read(other, ["frequency"]) if other.type == "azurerm_logic_app_trigger_recurrence"

_off(other) if attribute.is(attribute.read(other, ["paused"]), true)

_off(other) if attribute.is(attribute.read(other, ["state"]), "DISABLED")

_off(other) if attribute.is(attribute.read(other, ["is_enabled"]), false)

_often(expression) if _days(expression) <= _parameters.maxDays

_days(expression) := (to_number(parts[1]) * _minutes[parts[2]]) / 1440 if {
	parts := regex.find_all_string_submatch_n(`^rate\(\s*([0-9]+)\s+(minute|hour|day)s?\s*\)$`, expression, 1)[0]
}

_minutes := {"minute": 1, "hour": 60, "day": 1440}

# Minutes, hours, day of month, month, day of week, year.
_days(expression) := 31 if {
	regex.match(`^cron\(\S+ \S+ \S+ (\*|\*/1|1/1|1-12|JAN-DEC) \S+ \*\)$`, expression)
}

# The same without a year, as cron has it.
_days(expression) := 31 if regex.match(`^\S+ \S+ \S+ (\*|\*/1|1-12) \S+$`, expression)

# Or in words: `every monday 09:00`.
_days(expression) := 31 if startswith(expression, "every ")

_kept if {
	some start in _started
	start.relation == "yes"
	not _off(start.by)
	_often(_expression(start.by).value)
}

# A recurrence of Azure counts by how many.
_unit := {"Second": 1 / 86400, "Minute": 1 / 1440, "Hour": 1 / 24, "Day": 1, "Week": 7, "Month": 31}

_kept if {
	some start in _started
	start.relation == "yes"
	_unit[_expression(start.by).value] * attribute.number(attribute.read(start.by, ["interval"])) <= _parameters.maxDays
}

# A trigger that is written out may be a recurrence.
_open if {
	input.resource.type == "azurerm_logic_app_workflow"
	some trigger in _of("azurerm_logic_app_trigger_custom")
	siblings.names(trigger, ["logic_app_id"], input.resource) != "no"
}

_open if not _around.known

_open if {
	some start in _started
	start.relation == "unknown"
}

_open if {
	some start in _started
	start.relation == "yes"
	attribute.undecided(_expression(start.by))
}

# A target may be of a rule that is not known yet.
_open if {
	some target in _of("aws_cloudwatch_event_target")
	siblings.names(target, ["arn"], input.resource) == "yes"
	siblings.may_name([target], ["rule"], {"type": "aws_cloudwatch_event_rule", "id": "", "object": {}})
}

violations contains {
	"path": "",
	"message": $"nothing runs the playbook within {_parameters.maxDays} days; add {_advice}",
} if {
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether the playbook is run by a schedule is not known here"} if {
	not _kept
	_open
}

_advice := {
	"aws_sfn_state_machine": "an aws_scheduler_schedule with cron(0 9 1 * ? *)",
	"google_workflows_workflow": "a google_cloud_scheduler_job with 0 9 1 * *",
	"azurerm_logic_app_workflow": "an azurerm_logic_app_trigger_recurrence with the frequency Month",
}[input.resource.type]
