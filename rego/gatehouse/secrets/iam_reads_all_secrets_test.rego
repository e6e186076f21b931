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

_among(resource, others) := object.union(resource, {"context": {"siblings": {"iam-reads-all-secrets": {"known": true, "resources": others}}}})

_google(type, object) := _among(_resource(type, object), [_custom])

_custom := {
	"type": "google_project_iam_custom_role",
	"id": "google_project_iam_custom_role.reader",
	"object": {"role_id": "reader", "permissions": ["secretmanager.versions.access"]},
	"unknown": {},
}

_later(keys, references) := {"unknown": {keys: {"references": references, "computed": false, "open": false}}}

test_roles_of_a_whole_project_are_found if {
	_found(_google("google_project_iam_member", {"role": "roles/secretmanager.secretAccessor", "member": "user:a"})) == {"roles/secretmanager.secretAccessor opens every secret of the project; grant it on those that are needed"}
	_found(_google("google_folder_iam_binding", {"role": "roles/cloudkms.cryptoOperator", "members": ["user:a"]})) == {"roles/cloudkms.cryptoOperator opens every key of the folder; grant it on those that are needed"}
	_found(_google("google_organization_iam_member", {"role": "roles/owner", "member": "user:a"})) == {"roles/owner opens every key and every secret of the organization; grant it on those that are needed"}
	_found(_google("google_project_iam_member", {"role": "projects/shop/roles/reader", "member": "user:a"})) == {"the custom role reader opens every secret of the project; grant it on those that are needed"}
}

test_a_custom_role_that_is_made_now_is_found if {
	resource := object.union(
		_resource("google_project_iam_member", {"member": "user:a"}).resource,
		_later("/role", [{"type": "google_project_iam_custom_role", "id": _custom.id, "attribute": "id"}]),
	)
	_found(_among({"resource": resource}, [_custom])) == {"the custom role reader opens every secret of the project; grant it on those that are needed"}
}

test_bindings_of_a_policy_are_read if {
	policy := json.marshal({"bindings": [
		{"role": "roles/owner", "members": ["group:keeper-1"]},
		{"role": "roles/secretmanager.admin", "members": ["user:a"]},
		{"role": "roles/viewer", "members": ["user:b"]},
		{"role": "roles/secretmanager.secretAccessor", "members": ["user:b"], "condition": {"expression": "x"}},
	]})
	found := rule.violations with input as _google("google_project_iam_policy", {"policy_data": policy})
		with data.config.parameters as {"iam-reads-all-secrets": {"exempt": ["group:keeper-*"]}}
	found == {{"path": "/policy_data", "message": "roles/secretmanager.admin opens every secret of the project; grant it on those that are needed"}}
}

test_narrow_grants_of_google_are_kept if {
	_found(_google("google_project_iam_member", {"role": "roles/editor", "member": "user:a"})) == set()
	_found(_google("google_project_iam_member", {"role": "roles/owner", "member": "keeper-1"})) == set()
	_found(_google("google_project_iam_member", {
		"role": "roles/secretmanager.secretAccessor",
		"member": "user:a",
		"condition": [{"title": "orders", "expression": "resource.name.startsWith(\"x\")"}],
	})) == set()
}

_open(given) := {unknown.message | some unknown in rule.unknowns with input as given with data.config.parameters as _parameters}

test_grants_of_google_that_are_not_known if {
	_open(_google("google_project_iam_member", {"role": "projects/shop/roles/other", "member": "user:a"})) == {"what projects/shop/roles/other allows is not known here"}
	later := object.union(_resource("google_project_iam_policy", {}).resource, _later("/policy_data", []))
	_open(_among({"resource": later}, [])) == {"what the policy grants is known only after apply"}
	_open(_google("google_project_iam_member", {"role": "projects/shop/roles/other", "member": "keeper-1"})) == set()
}

_scope := "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333"

_assignment(object) := _among(_resource("azurerm_role_assignment", object), [{
	"type": "azurerm_role_definition",
	"id": "azurerm_role_definition.reader",
	"object": {
		"name": "Reader of secrets",
		"role_definition_resource_id": "/x/reader",
		"permissions": [{"data_actions": ["Microsoft.KeyVault/vaults/*"], "not_data_actions": ["microsoft.keyvault/vaults/keys/*"]}],
	},
	"unknown": {},
}])

test_roles_of_a_whole_subscription_are_found if {
	_found(_assignment({"scope": _scope, "role_definition_name": "Key Vault Secrets User"})) == {"Key Vault Secrets User opens every secret of the subscription; assign it on the vaults that are needed"}
	_found(_assignment({
		"scope": $"{_scope}/resourceGroups/shop",
		"role_definition_id": $"{_scope}/providers/Microsoft.Authorization/roleDefinitions/00482a5a-887f-4fb3-b363-3b7fe8e74483",
	})) == {"Key Vault Administrator opens every key and every secret of the resource group; assign it on the vaults that are needed"}
	_found(_assignment({"scope": "/providers/Microsoft.Management/managementGroups/shop", "role_definition_id": "/x/reader"})) == {"Reader of secrets opens every secret of the management group; assign it on the vaults that are needed"}
}

test_narrow_assignments_are_kept if {
	_found(_assignment({"scope": $"{_scope}/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/orders", "role_definition_name": "Key Vault Secrets User"})) == set()
	_found(_assignment({"scope": _scope, "role_definition_name": "Contributor"})) == set()
	_found(_assignment({"scope": _scope, "role_definition_name": "Key Vault Secrets User", "condition": "x"})) == set()
	_found(_assignment({"scope": "/", "role_definition_name": "Key Vault Secrets User"})) != set()
}

_referring(type) := object.union(
	_assignment({"role_definition_name": "Key Vault Secrets User"}),
	{"resource": _later("/scope", [{"type": type, "id": "x", "attribute": "id"}])},
)

test_scopes_that_are_made_now if {
	count(_found(_referring("azurerm_resource_group"))) == 1
	_found(_referring("azurerm_key_vault")) == set()
	_open(_referring("azurerm_key_vault")) == set()
	later := object.union(_assignment({"role_definition_name": "Key Vault Secrets User"}), {"resource": _later("/scope", [])})
	_open(later) == {"whether Key Vault Secrets User is given for one vault is known only after apply"}
	role := object.union(_assignment({"scope": _scope}), {"resource": _later("/role_definition_id", [])})
	_open(role) == {"which role is assigned is known only after apply"}
	_found(role) == set()
}
