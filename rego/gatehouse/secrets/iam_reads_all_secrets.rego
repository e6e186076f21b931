# METADATA
# title: No policy reads all secrets
# description: >-
#   Whoever may read every secret of an account is every application of that account. One leaked session then is not one leaked
#   database, and nobody can tell from the policy which secrets the workload needs.
# related_resources:
#   - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
# custom:
#   id: iam-reads-all-secrets
#   pack: secrets
#   default: off
#   sentence: Each workload has its own identity.
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_iam_policy, aws_iam_role_policy, aws_iam_user_policy, aws_iam_group_policy, aws_iam_role]
#   controls:
#     soc2: [CC6.3]
#     pci: [7.2.2, 7.2.5]
#     fsbp: [KMS.1, KMS.2]
#   remediation: >-
#     Name the secrets in `resources`, as `aws_secretsmanager_secret.orders.arn`; or those of one path, as
#     `arn:aws:ssm:eu-central-1:111122223333:parameter/orders/*`. For `kms:Decrypt` name the key.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       exempt:
#         description: Names of policies and roles that may, as globs, such as those of the people who keep the secrets.
#         type: array
#         items: {type: string}
#         default: []
package gatehouse.secrets.iam_reads_all_secrets

import data.gatehouse.lib.attribute
import data.gatehouse.lib.findings
import data.gatehouse.lib.glob

_parameters := data.config.parameters["iam-reads-all-secrets"]

not_applicable if glob.any_match(_parameters.exempt, input.resource.object.name)

# What reads a secret, in lower case as IAM compares.
_reading := {
	"secretsmanager:getsecretvalue": "secretsmanager:GetSecretValue",
	"secretsmanager:batchgetsecretvalue": "secretsmanager:BatchGetSecretValue",
	"ssm:getparameter": "ssm:GetParameter",
	"ssm:getparameters": "ssm:GetParameters",
	"ssm:getparametersbypath": "ssm:GetParametersByPath",
	"kms:decrypt": "kms:Decrypt",
}

_policies contains attribute.read(input.resource, ["policy"]) if input.resource.type != "aws_iam_role"

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
