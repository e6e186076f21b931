# METADATA
# title: Nobody is given the master password of a database
# description: >-
#   A master password that Terraform is given stands in its state, in its plan, in the variables of a pipeline, and with everybody
#   who ever ran it; and it is never changed, because that would need all of them. What the service manages is in Secrets Manager
#   from the first minute, and rotated. Google and Azure make none: there users log in with their identities, or the password is written
#   only, and not kept.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
#   - ref: https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-secrets-manager-integration.html
#   - ref: https://cloud.google.com/sql/docs/postgres/iam-authentication
#   - ref: https://learn.microsoft.com/en-us/azure/azure-sql/database/authentication-azure-ad-only-authentication
# custom:
#   id: managed-master-password
#   pack: secrets
#   default: off
#   sentence: No secret in Git.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_db_instance
#     - aws_rds_cluster
#     - aws_docdb_cluster
#     - aws_redshift_cluster
#     - aws_redshiftserverless_namespace
#     - google_sql_database_instance
#     - google_sql_user
#     - google_alloydb_cluster
#     - azurerm_mssql_server
#     - azurerm_mssql_managed_instance
#     - azurerm_postgresql_flexible_server
#     - azurerm_mysql_flexible_server
#     - azurerm_synapse_workspace
#   controls:
#     soc2: [CC6.1]
#     pci: [8.6.2]
#   remediation: >-
#     Take the password out and set `manage_master_user_password = true` (`manage_master_password` on Redshift,
#     `manage_admin_password` on Redshift Serverless); applications read the secret that `master_user_secret` names. Google: users of the
#     type `CLOUD_IAM_SERVICE_ACCOUNT`. Azure: `azuread_authentication_only = true` in `azuread_administrator`, and for PostgreSQL
#     `authentication { active_directory_auth_enabled = true, password_auth_enabled = false }`, each on a line of its own.
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

# Google and Azure make none. What decides is whether the state keeps one with which somebody can log in.
_others := {
	"google_sql_database_instance": {"keys": [], "password": "root_password", "written": true},
	"google_sql_user": {"keys": [], "password": "password", "written": true, "advice": "use an identity (type = \"CLOUD_IAM_SERVICE_ACCOUNT\")"},
	"google_alloydb_cluster": {"keys": ["initial_user", 0], "password": "password", "written": true},
	"azurerm_mssql_server": {
		"keys": [],
		"password": "administrator_login_password",
		"written": true,
		"advice": "set azuread_authentication_only = true",
		"identities": {"keys": ["azuread_administrator", 0, "azuread_authentication_only"], "value": true},
	},
	"azurerm_mssql_managed_instance": {
		"keys": [],
		"password": "administrator_login_password",
		"written": false,
		"advice": "set azuread_authentication_only_enabled = true",
		"identities": {
			"keys": ["azure_active_directory_administrator", 0, "azuread_authentication_only_enabled"],
			"value": true,
		},
	},
	"azurerm_postgresql_flexible_server": {
		"keys": [],
		"password": "administrator_password",
		"written": true,
		"advice": "set password_auth_enabled = false",
		"identities": {"keys": ["authentication", 0, "password_auth_enabled"], "value": false},
	},
	"azurerm_mysql_flexible_server": {"keys": [], "password": "administrator_password", "written": true},
	"azurerm_synapse_workspace": {
		"keys": [],
		"password": "sql_administrator_login_password",
		"written": false,
		"advice": "set azuread_authentication_only = true",
		"identities": {"keys": ["azuread_authentication_only"], "value": true},
	},
}

_other := _others[input.resource.type]

_given := attribute.read(input.resource, array.concat(_other.keys, [_other.password]))

_given_once := attribute.read(input.resource, array.concat(_other.keys, [$"{_other.password}_wo_version"]))

_identities := attribute.read(input.resource, _other.identities.keys)

_opens_nothing if attribute.is(_identities, _other.identities.value)

_not_known if attribute.undecided(_identities)

violations contains {"path": _given.path, "message": $"the state keeps the password; {concat(", or ", _advice)}"} if {
	attribute.is_set(_given)
	not _opens_nothing
	not _not_known
}

_advice := [advice |
	some advice in [object.get(_other, "advice", ""), _write_only]
	advice != ""
]

_write_only := $"write it only, as {_other.password}_wo" if _other.written

else := ""

violations contains {"path": _given_once.path, "message": $"somebody is given the password; {_other.advice}"} if {
	not _parameters.writeOnly
	_other.advice
	attribute.is_set(_given_once)
	not _opens_nothing
	not _not_known
}

unknowns contains attribute.unknown(_identities, "whether anybody can log in with a password") if {
	attribute.is_set(_given)
}
