# METADATA
# description: >-
#   What the resources `google_*_iam_member`, `_binding` and `_policy` grant, by the permissions that open secrets. Which of Google's own
#   roles have them stands here; roles that somebody made are looked up among the resources beside it, of the types
#   `google_project_iam_custom_role` and `google_organization_iam_custom_role`.
# related_resources:
#   - ref: https://cloud.google.com/iam/docs/roles-permissions/secretmanager
#   - ref: https://cloud.google.com/iam/docs/roles-permissions/cloudkms
package gatehouse.lib.google_grants

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_secrets := "secretmanager.versions.access"

_keys := "cloudkms.cryptoKeyVersions.useToDecrypt"

# An editor may read no secret.
_predefined := {
	"roles/owner": {_secrets, _keys},
	"roles/secretmanager.admin": {_secrets},
	"roles/secretmanager.secretAccessor": {_secrets},
	"roles/cloudkms.cryptoKeyDecrypter": {_keys},
	"roles/cloudkms.cryptoKeyEncrypterDecrypter": {_keys},
	"roles/cloudkms.cryptoOperator": {_keys},
}

# METADATA
# description: >-
#   Each grant: `path`, the `role` with its `name` and `permissions` (`unknown` where they are not known), the `members` that are
#   known, and whether a condition limits it (`limited`). None where a policy is not known yet.
of(resource, resources) := [grant |
	some binding in json.unmarshal(attribute.read(resource, ["policy_data"]).value).bindings
	grant := {
		"path": "/policy_data",
		"role": _role(binding.role, resources),
		"members": {member | some member in binding.members},
		"limited": is_object(object.get(binding, "condition", null)),
	}
] if {
	endswith(resource.type, "_iam_policy")
} else := [{
	"path": role.path,
	"role": _granted(resource, role, resources),
	"members": _members(resource),
	"limited": count(attribute.blocks(resource, ["condition"])) > 0,
}] if {
	role := attribute.read(resource, ["role"])
}

_members(resource) := {resource.object.member} if {
	is_string(resource.object.member)
} else := {member | some member in resource.object.members}

_granted(resource, role, resources) := _role(role.value, resources) if {
	role.state == "known"
} else := _made(custom) if {
	some custom in _custom(resources)
	siblings.names(resource, ["role"], custom) == "yes"
} else := {"name": "the role", "permissions": "unknown"}

# What somebody made is called by its project or organization.
_role(name, resources) := {"name": name, "permissions": object.get(_predefined, name, set())} if {
	startswith(name, "roles/")
} else := _made(custom) if {
	some custom in _custom(resources)
	endswith(name, $"/roles/{custom.object.role_id}")
} else := {"name": name, "permissions": "unknown"}

_made(custom) := {
	"name": $"the custom role {custom.object.role_id}",
	"permissions": {permission | some permission in custom.object.permissions},
}

_custom(resources) := [resource | some resource in resources; endswith(resource.type, "_iam_custom_role")]
