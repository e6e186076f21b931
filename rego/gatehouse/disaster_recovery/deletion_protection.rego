# METADATA
# title: A database cannot be deleted by one command
# description: >-
#   The disaster that happens most is a person or a pipeline that deletes the wrong thing. Deletion protection makes it two
#   steps, at the platform itself, so that it also holds outside Terraform.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html
#   - ref: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
#   - ref: https://cloud.google.com/sql/docs/postgres/deletion-protection
# custom:
#   id: deletion-protection
#   pack: disaster-recovery
#   default: off
#   sentence: RTO under 30 minutes.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_db_instance
#     - aws_rds_cluster
#     - aws_docdb_cluster
#     - aws_neptune_cluster
#     - aws_dynamodb_table
#     - google_sql_database_instance
#     - google_spanner_database
#     - google_firestore_database
#   controls:
#     soc2: [C1.1]
#     fsbp: [RDS.7, RDS.8, DynamoDB.6, DocumentDB.5, Neptune.4]
#   remediation: >-
#     Set `deletion_protection = true`; for DynamoDB `deletion_protection_enabled = true`; for Cloud SQL
#     `deletion_protection_enabled = true` inside `settings`; for Spanner `enable_drop_protection = true`; for Firestore
#     `delete_protection_state = "DELETE_PROTECTION_ENABLED"`. To delete the database on purpose, apply the opposite first.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.disaster_recovery.deletion_protection

import data.gatehouse.lib.attribute

# Google's `deletion_protection` at the top keeps only Terraform from deleting it; these are the platform's.
_places := {
	"aws_dynamodb_table": {"keys": ["deletion_protection_enabled"], "value": true},
	"google_sql_database_instance": {"keys": ["settings", 0, "deletion_protection_enabled"], "value": true},
	"google_spanner_database": {"keys": ["enable_drop_protection"], "value": true},
	"google_firestore_database": {"keys": ["delete_protection_state"], "value": "DELETE_PROTECTION_ENABLED"},
}

_place := object.get(_places, input.resource.type, {"keys": ["deletion_protection"], "value": true})

_answer := attribute.read(input.resource, _place.keys)

_name := _place.keys[count(_place.keys) - 1]

violations contains {
	"path": _answer.path,
	"message": $"the database can be deleted by one command; set {_name} = {json.marshal(_place.value)}",
} if {
	not attribute.is(_answer, _place.value)
	not attribute.undecided(_answer)
}

unknowns contains attribute.unknown(_answer, "whether the database is protected from deletion")
