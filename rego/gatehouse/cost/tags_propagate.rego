# METADATA
# title: What a group, a service or a database makes carries its cost tags
# description: >-
#   The group is tagged, and the bill is for its instances; the service is tagged, and the bill is for its tasks; the database is
#   tagged, and its snapshots are paid for long after it is gone. Unless the tags are handed on, that spend has no owner.
# related_resources:
#   - ref: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html
# custom:
#   id: tags-propagate
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_autoscaling_group, aws_ecs_service, aws_db_instance, aws_rds_cluster, aws_neptune_cluster]
#   controls:
#     fsbp: [RDS.16, RDS.17, Neptune.8]
#   remediation: >-
#     Set `propagate_at_launch = true` in the group's `tag` blocks, `propagate_tags = "SERVICE"` in an ECS service, and
#     `copy_tags_to_snapshot = true` in a database.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       keys:
#         description: The tags that say who pays. Other tags of a group may stay with the group.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [team, env, cost-center]
package gatehouse.cost.tags_propagate

import data.gatehouse.lib.attribute
import data.gatehouse.lib.remedies

_parameters := data.config.parameters["tags-propagate"]

_type := input.resource.type

_databases := {"aws_db_instance", "aws_rds_cluster", "aws_neptune_cluster"}

# What is asked for, and how it stands: `{answer, right, problem}`.
_asked contains asked if {
	_type == "aws_autoscaling_group"
	some block in attribute.blocks(input.resource, ["tag"])
	key := attribute.read(input.resource, array.concat(block, ["key"])).value
	key in _parameters.keys
	asked := {
		"answer": attribute.read(input.resource, array.concat(block, ["propagate_at_launch"])),
		"right": true,
		"problem": $"tag {key} stays with the group, and its instances are billed without it",
	}
}

_asked contains asked if {
	_type == "aws_ecs_service"
	answer := attribute.read_or(input.resource, ["propagate_tags"], "NONE")
	not answer.value in {"SERVICE", "TASK_DEFINITION"}
	asked := {
		"answer": answer,
		"right": "SERVICE",
		"problem": "the tasks are billed without the tags of their service or task definition",
	}
}

_asked contains asked if {
	_type in _databases
	asked := {
		"answer": attribute.read(input.resource, ["copy_tags_to_snapshot"]),
		"right": true,
		"problem": "the snapshots are billed without the tags of their database",
	}
}

violations contains remedies.patched(input.resource, asked.answer.path, asked.problem, remedy) if {
	some asked in _asked
	not attribute.is(asked.answer, asked.right)
	not attribute.undecided(asked.answer)
	remedy := {"path": asked.answer.path, "value": asked.right, "text": _text(asked)}
}

_text(asked) := $"set {name} = {json.marshal(asked.right)}" if {
	parts := split(asked.answer.path, "/")
	name := parts[count(parts) - 1]
}

unknowns contains attribute.unknown(asked.answer, "whether the tags are handed on") if some asked in _asked
