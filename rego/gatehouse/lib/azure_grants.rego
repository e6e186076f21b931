# METADATA
# description: >-
#   What an `azurerm_role_assignment` grants of Key Vault's data, and where. Which of Azure's own roles open secrets and keys stands here, with
#   the ids that all tenants know them by; roles that somebody made are looked up among the resources beside it, of the type
#   `azurerm_role_definition`. An owner of a subscription manages its vaults, but reads nothing in those that ask for roles.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles/security
package gatehouse.lib.azure_grants

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob
import data.gatehouse.lib.siblings

_secrets := "Microsoft.KeyVault/vaults/secrets/getSecret/action"

_keys := "Microsoft.KeyVault/vaults/keys/decrypt/action"

_builtin := {
	"Key Vault Administrator": {"id": "00482a5a-887f-4fb3-b363-3b7fe8e74483", "actions": {_secrets, _keys}},
	"Key Vault Certificate User": {"id": "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "actions": {_secrets}},
	"Key Vault Crypto Officer": {"id": "14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "actions": {_keys}},
	"Key Vault Crypto User": {"id": "12338af0-0e69-4776-bea7-57ae8d297424", "actions": {_keys}},
	"Key Vault Secrets Officer": {"id": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "actions": {_secrets}},
	"Key Vault Secrets User": {"id": "4633458b-17de-408a-b874-0445c86b69e6", "actions": {_secrets}},
}

_name(assignment) := attribute.read(assignment, ["role_definition_name"])

_id(assignment) := attribute.read(assignment, ["role_definition_id"])

# METADATA
# description: >-
#   The role that is assigned: `path`, `name` (what a message calls it) and the data `actions` of Key Vault that it has. Undefined
#   where it is not known yet.
role(assignment, resources) := {"path": _name(assignment).path, "name": name, "actions": builtin.actions} if {
	some name, builtin in _builtin
	lower(_name(assignment).value) == lower(name)
} else := {"path": _id(assignment).path, "name": name, "actions": builtin.actions} if {
	some name, builtin in _builtin
	endswith(lower(_id(assignment).value), builtin.id)
} else := {"path": path, "name": custom.object.name, "actions": _actions(custom)} if {
	some custom in resources
	custom.type == "azurerm_role_definition"
	path := _assigned(assignment, custom)
} else := {"path": "", "name": "the role", "actions": set()} if {
	not attribute.undecided(_name(assignment))
	not attribute.undecided(_id(assignment))
}

_assigned(assignment, custom) := _id(assignment).path if {
	siblings.names(assignment, ["role_definition_id"], custom) == "yes"
} else := _id(assignment).path if {
	_id(assignment).value == custom.object.role_definition_resource_id
} else := _name(assignment).path if {
	siblings.names(assignment, ["role_definition_name"], custom) == "yes"
}

_actions(custom) := {action |
	some action in {_secrets, _keys}
	some permission in custom.object.permissions
	_covers(permission.data_actions, action)
	not _covers(permission.not_data_actions, action)
}

_covers(patterns, action) if {
	some pattern in patterns
	glob.matches(lower(pattern), lower(action))
}

# METADATA
# description: >-
#   What an assignment reaches where that is more than one vault: `management group`, `subscription`, `resource group`. `unknown` where it
#   is not known yet, undefined where it is a resource.
reach(assignment) := name if {
	some name, pattern in _scopes
	regex.match(pattern, lower(attribute.read(assignment, ["scope"]).value))
} else := name if {
	scope := attribute.read(assignment, ["scope"])
	attribute.undecided(scope)
	count(scope.references) == 1
	not scope.open
	name := _referred[scope.references[0].type]
} else := "unknown" if {
	scope := attribute.read(assignment, ["scope"])
	attribute.undecided(scope)
	not _narrow(scope)
}

_scopes := {
	"tenant": `^/$`,
	"management group": `^/providers/microsoft\.management/managementgroups/[^/]+$`,
	"subscription": `^/subscriptions/[^/]+/?$`,
	"resource group": `^/subscriptions/[^/]+/resourcegroups/[^/]+/?$`,
}

_referred := {
	"azurerm_management_group": "management group",
	"azurerm_subscription": "subscription",
	"azurerm_resource_group": "resource group",
}

# Nothing that it refers to is wider than a resource.
_narrow(scope) if {
	not scope.open
	count(scope.references) > 0
	every reference in scope.references {
		not _referred[reference.type]
	}
}
