# METADATA
# title: No policy reads all secrets
# description: >-
#   Whoever may read every secret of an account, a project or a subscription is every application in it. One leaked session then is not
#   one leaked database, and nobody can tell from the grant which secrets the workload needs.
# related_resources:
#   - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
#   - ref: https://cloud.google.com/secret-manager/docs/access-control
#   - ref: https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide
# custom:
#   id: iam-reads-all-secrets
#   pack: secrets
#   default: off
#   sentence: Each workload has its own identity.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_iam_policy
#     - aws_iam_role_policy
#     - aws_iam_user_policy
#     - aws_iam_group_policy
#     - aws_iam_role
#     - google_project_iam_member
#     - google_project_iam_binding
#     - google_project_iam_policy
#     - google_folder_iam_member
#     - google_folder_iam_binding
#     - google_folder_iam_policy
#     - google_organization_iam_member
#     - google_organization_iam_binding
#     - google_organization_iam_policy
#     - azurerm_role_assignment
#   siblings: [google_project_iam_custom_role, google_organization_iam_custom_role, azurerm_role_definition]
#   controls:
#     soc2: [CC6.3]
#     pci: [7.2.2, 7.2.5]
#     fsbp: [KMS.1, KMS.2]
#   remediation: >-
#     Name the secrets in `resources`, as `aws_secretsmanager_secret.orders.arn`; or those of one path, as
#     `arn:aws:ssm:eu-central-1:111122223333:parameter/orders/*`. For `kms:Decrypt` name the key. Google: grant the role on each secret
#     with `google_secret_manager_secret_iam_member`, on each key with `google_kms_crypto_key_iam_member`. Azure: assign the role with
#     `scope = azurerm_key_vault.orders.id`, where each application has a vault of its own.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exempt:
#         description: >-
#           Who may, as globs, such as the people who keep the secrets: names of AWS' policies and roles, members of Google Cloud
#           (`group:keepers@example.com`), `principal_id` of Azure.
#         type: array
#         items: {type: string}
#         default: []
package gatehouse.secrets.iam_reads_all_secrets

import data.gatehouse.lib.attribute
import data.gatehouse.lib.azure_grants
import data.gatehouse.lib.findings
import data.gatehouse.lib.glob
import data.gatehouse.lib.google_grants

_parameters := data.config.parameters["iam-reads-all-secrets"]

_around := input.context.siblings["iam-reads-all-secrets"]

_aws if startswith(input.resource.type, "aws_")

_google if startswith(input.resource.type, "google_")

_azure if input.resource.type == "azurerm_role_assignment"

not_applicable if {
	some name in ["name", "principal_id"]
	glob.any_match(_parameters.exempt, input.resource.object[name])
}

# What reads a secret, in lower case as IAM compares.
_reading := {
	"secretsmanager:getsecretvalue": "secretsmanager:GetSecretValue",
	"secretsmanager:batchgetsecretvalue": "secretsmanager:BatchGetSecretValue",
	"ssm:getparameter": "ssm:GetParameter",
	"ssm:getparameters": "ssm:GetParameters",
	"ssm:getparametersbypath": "ssm:GetParametersByPath",
	"kms:decrypt": "kms:Decrypt",
}

_policies contains attribute.read(input.resource, ["policy"]) if {
	_aws
	input.resource.type != "aws_iam_role"
}

_policies contains attribute.read(input.resource, array.concat(keys, ["policy"])) if {
	some keys in attribute.blocks(input.resource, ["inline_policy"])
}

_list(value) := value if is_array(value)

else := [value] if value != null

else := []

violations contains finding if {
	some finding in findings.by_path({{"path": policy.path, "message": message} |
		some policy in _policies
		document := json.unmarshal(policy.value)
		not _denied(document)
		some place, statement in _list(document.Statement)
		allowed := _allowed(statement)
		count(allowed) > 0
		actions := concat(", ", sort(allowed))
		message := $"{_title(statement, place)} allows {actions} on everything; name the resources that are needed"
	})
}

_title(statement, place) := $"statement {object.get(statement, "Sid", place + 1)}"

_allowed(statement) := {name |
	statement.Effect == "Allow"
	not _limited(statement)
	some action, name in _reading
	_covers(statement, action)
	_everywhere(statement, split(action, ":")[0])
}

# Which resources a condition leaves, is not told here.
_limited(statement) if count(statement.Condition) > 0

_covers(statement, action) if {
	some pattern in _list(statement.Action)
	glob.matches(lower(pattern), action)
}

_covers(statement, action) if {
	patterns := [lower(pattern) | some pattern in _list(statement.NotAction)]
	count(patterns) > 0
	not glob.any_match(patterns, action)
}

_everywhere(statement, service) if {
	some resource in _list(statement.Resource)
	_is_all(resource, service)
}

_everywhere(statement, _) if count(_list(statement.NotResource)) > 0

_is_all(resource, _) if regex.match(`^\*+$`, resource)

_is_all(resource, service) if {
	regex.match($"^arn:[^:]*:({service}|\\*):[^:]*:[^:]*:((secret:|parameter/?|key/)?\\*+)$", resource)
}

# A statement that forbids it everywhere goes before all that allow it.
_denied(document) if {
	some statement in _list(document.Statement)
	statement.Effect == "Deny"
	not _limited(statement)
	every action, _ in _reading {
		_covers(statement, action)
		_everywhere(statement, split(action, ":")[0])
	}
}

unknowns contains attribute.unknown(policy, "what the policy allows") if some policy in _policies

# What opens secrets and what opens keys, as Google Cloud and Azure call it.
_opens := {
	"secretmanager.versions.access": "secret",
	"cloudkms.cryptoKeyVersions.useToDecrypt": "key",
	"Microsoft.KeyVault/vaults/secrets/getSecret/action": "secret",
	"Microsoft.KeyVault/vaults/keys/decrypt/action": "key",
}

_opened(actions) := concat(" and every ", sort({_opens[action] | some action in actions}))

_place := split(input.resource.type, "_")[1]

violations contains finding if {
	some finding in findings.by_path({{"path": grant.path, "message": message} |
		some grant in _broad
		opened := _opened(grant.role.permissions)
		opened != ""
		message := $"{grant.role.name} opens every {opened} of the {_place}; grant it on those that are needed"
	})
}

unknowns contains finding if {
	some finding in findings.by_path({{"path": grant.path, "message": message} |
		some grant in _broad
		grant.role.permissions == "unknown"
		message := $"what {grant.role.name} allows is not known here"
	})
}

_broad := [grant |
	some grant in google_grants.of(input.resource, _around.resources)
	not grant.limited
	not _exempt(grant.members)
] if {
	_google
}

_exempt(members) if {
	count(members) > 0
	every member in members {
		glob.any_match(_parameters.exempt, member)
	}
}

unknowns contains attribute.unknown(answer, "what the policy grants") if {
	_google
	answer := attribute.read(input.resource, ["policy_data"])
}

# Azure
_role := azure_grants.role(input.resource, _around.resources) if _azure

_reach := azure_grants.reach(input.resource) if {
	_azure
	attribute.unset(attribute.read(input.resource, ["condition"]))
}

violations contains {
	"path": "/scope",
	"message": $"{_role.name} opens every {opened} of the {_reach}; assign it on the vaults that are needed",
} if {
	_reach != "unknown"
	opened := _opened(_role.actions)
	opened != ""
}

unknowns contains {"path": "/scope", "message": $"whether {_role.name} is given for one vault is known only after apply"} if {
	_reach == "unknown"
	count(_role.actions) > 0
}

unknowns contains {"path": "/role_definition_id", "message": "which role is assigned is known only after apply"} if {
	_reach
	not _role
}
