# METADATA
# title: DynamoDB tables can be restored to any second
# description: >-
#   Point-in-time recovery goes back to any second of the last 35 days. Without it a table goes back to the last backup on
#   demand, if anybody made one. A replica of a global table has its own, and needs it where it is to take over.
# related_resources:
#   - ref: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html
# custom:
#   id: dynamodb-pitr
#   pack: disaster-recovery
#   default: off
#   sentence: RPO under a minute.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_dynamodb_table, aws_dynamodb_table_replica]
#   controls:
#     soc2: [A1.2]
#     fsbp: [DynamoDB.2]
#   remediation: >-
#     In an `aws_dynamodb_table` write `point_in_time_recovery { enabled = true }`; in its `replica` blocks and in an
#     `aws_dynamodb_table_replica` write `point_in_time_recovery = true`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.dynamodb_pitr

import data.gatehouse.lib.attribute

_table if input.resource.type == "aws_dynamodb_table"

_answers contains attribute.read(input.resource, ["point_in_time_recovery", 0, "enabled"]) if _table

_answers contains attribute.read(input.resource, array.concat(replica, ["point_in_time_recovery"])) if {
	some replica in attribute.blocks(input.resource, ["replica"])
}

_answers contains attribute.read(input.resource, ["point_in_time_recovery"]) if not _table

violations contains {
	"path": answer.path,
	"message": $"the {_what(answer.path)} cannot be restored to a point in time; switch point_in_time_recovery on",
} if {
	some answer in _answers
	not attribute.is(answer, true)
	not attribute.undecided(answer)
}

unknowns contains attribute.unknown(answer, "whether point-in-time recovery is on") if some answer in _answers

_what(path) := "table" if path == "/point_in_time_recovery/0/enabled"

else := "replica"
