# METADATA
# title: The database service makes and rotates the master password
# description: >-
#   A master password that Terraform is given stands in its state, in its plan, in the variables of a pipeline, and with everybody
#   who ever ran it; and it is never changed, because that would need all of them. What the service manages is in Secrets Manager
#   from the first minute, and rotated.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
#   - ref: https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-secrets-manager-integration.html
# custom:
#   id: managed-master-password
#   pack: secrets
#   default: off
#   sentence: No secret in Git.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_db_instance, aws_rds_cluster, aws_docdb_cluster, aws_redshift_cluster, aws_redshiftserverless_namespace]
#   controls:
#     soc2: [CC6.1]
#     pci: [8.6.2]
#   remediation: >-
#     Take the password out and set `manage_master_user_password = true` (`manage_master_password` on Redshift,
#     `manage_admin_password` on Redshift Serverless); applications read the secret that `master_user_secret` names.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       writeOnly:
#         description: Accept passwords that are written only (`password_wo`) and so never in the state.
#         type: boolean
#         default: true
package gatehouse.secrets.managed_master_password

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["managed-master-password"]

_fields := {
	"aws_db_instance": {"managed": "manage_master_user_password", "password": "password", "written": "password_wo_version"},
	"aws_rds_cluster": {
		"managed": "manage_master_user_password",
		"password": "master_password",
		"written": "master_password_wo_version",
	},
	"aws_docdb_cluster": {
		"managed": "manage_master_user_password",
		"password": "master_password",
		"written": "master_password_wo_version",
	},
	"aws_redshift_cluster": {
		"managed": "manage_master_password",
		"password": "master_password",
		"written": "master_password_wo_version",
	},
	"aws_redshiftserverless_namespace": {
		"managed": "manage_admin_password",
		"password": "admin_user_password",
		"written": "admin_user_password_wo_version",
	},
}

_names := _fields[input.resource.type]

_read(name) := attribute.read(input.resource, [name])

_managed := _read(_names.managed)

_password := _read(_names.password)

# A replica has its source's password, and what is restored has that of the snapshot, where none is given.
_inherited := {
	"replicate_source_db", "snapshot_identifier", "snapshot_arn", "restore_to_point_in_time", "replication_source_identifier",
	"s3_import", "global_cluster_identifier",
}

not_applicable if {
	some name in _inherited
	attribute.is_set(_read(name))
	not attribute.is(_read(name), [])
	not attribute.is_set(_password)
}

# Nobody can log in to a namespace that has no administrator of its own.
not_applicable if {
	input.resource.type == "aws_redshiftserverless_namespace"
	not attribute.is_set(_read("admin_username"))
	not attribute.is_set(_password)
}

_kept if attribute.is(_managed, true)

_kept if {
	_parameters.writeOnly
	attribute.is_set(_read(_names.written))
	not attribute.is_set(_password)
}

violations contains {"path": path, "message": message} if {
	not _kept
	not attribute.undecided(_managed)
	[path, message] := _finding
}

_finding := [_password.path, $"the state keeps the master password; take it out and set {_names.managed} = true"] if {
	attribute.is_set(_password)
} else := [_managed.path, $"the service does not manage the master password; set {_names.managed} = true"]

unknowns contains attribute.unknown(_managed, "whether the service manages the master password") if not _kept
