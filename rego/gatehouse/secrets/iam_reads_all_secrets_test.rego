package gatehouse.secrets.iam_reads_all_secrets_test

import data.gatehouse.secrets.iam_reads_all_secrets as rule

_policy(statements) := _resource("aws_iam_policy", {"name": "p", "policy": json.marshal({"Statement": statements})})

_resource(type, object) := {"resource": {"type": type, "id": $"{type}.p", "object": object, "unknown": {}}}

_parameters := {"iam-reads-all-secrets": {"exempt": ["keeper-*"]}}

_found(given) := {violation.message |
	some violation in rule.violations with input as given with data.config.parameters as _parameters
}

_message(title, actions) := $"{title} allows {actions} on everything; name the resources that are needed"

_allow(action, resource) := {"Effect": "Allow", "Action": action, "Resource": resource}

test_reading_everything_is_found if {
	_found(_policy(_allow("secretsmanager:GetSecretValue", "*"))) == {_message("statement 1", "secretsmanager:GetSecretValue")}
	_found(_policy([{"Sid": "Read", "Effect": "Allow", "Action": ["ssm:GetParameter*"], "Resource": ["*"]}])) == {_message("statement Read", "ssm:GetParameter, ssm:GetParameters, ssm:GetParametersByPath")}
	_found(_policy([_allow("KMS:decrypt", "arn:aws:kms:*:111122223333:key/*")])) == {_message("statement 1", "kms:Decrypt")}
	_found(_policy([_allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*")])) == {_message("statement 1", "secretsmanager:GetSecretValue")}
	count(_found(_policy([_allow("*", "*")]))) == 1
}

test_statements_by_exception_are_found if {
	count(_found(_policy([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]))) == 1
	count(_found(_policy([{"Effect": "Allow", "Action": "kms:Decrypt", "NotResource": "arn:aws:kms:eu:1:key/a"}]))) == 1
	_found(_policy([{"Effect": "Allow", "NotAction": ["kms:*", "ssm:*", "secretsmanager:*"], "Resource": "*"}])) == set()
}

test_what_is_limited_is_kept if {
	_found(_policy([_allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu:1:secret:orders-*")])) == set()
	_found(_policy([_allow("ssm:GetParameter", "arn:aws:ssm:eu:1:parameter/orders/*")])) == set()
	_found(_policy([_allow("secretsmanager:ListSecrets", "*")])) == set()
	_found(_policy([object.union(_allow("kms:Decrypt", "*"), {"Condition": {"StringEquals": {"kms:ViaService": "s3"}}})])) == set()
	_found(_policy([{"Effect": "Deny", "Action": "*", "Resource": "*"}, _allow("kms:Decrypt", "*")])) == set()
	_found(_resource("aws_iam_policy", {"policy": "{"})) == set()
}

test_inline_policies_of_roles_are_read if {
	policy := json.marshal({"Statement": _allow("kms:Decrypt", "*")})
	violations := rule.violations with input as _resource("aws_iam_role", {"inline_policy": [{"name": "a", "policy": policy}]})
		with data.config.parameters as _parameters
	{violation.path | some violation in violations} == {"/inline_policy/0/policy"}
}

test_keepers_are_exempt if {
	rule.not_applicable with input as _resource("aws_iam_policy", {"name": "keeper-1"}) with data.config.parameters as _parameters
	not rule.not_applicable with input as _resource("aws_iam_policy", {"name": "web"}) with data.config.parameters as _parameters
}

test_what_is_not_known_yet if {
	later := {"unknown": {"/policy": {"references": [], "computed": false, "open": false}}}
	given := {"resource": object.union(_resource("aws_iam_policy", {}).resource, later)}
	count(rule.unknowns) == 1 with input as given with data.config.parameters as _parameters
}
