# METADATA
# description: >-
#   Which service account something of Google Cloud runs as. Who names none gets the default one of the project, but a machine
#   without a block `service_account` has none at all.
# related_resources:
#   - ref: https://cloud.google.com/iam/docs/service-account-types#default
package gatehouse.lib.google_identity

import data.gatehouse.lib.attribute

# METADATA
# description: The answers of where a service account is named, or would be. None where there is nothing that runs as one.
accounts(resource) := [attribute.read(resource, keys) | some keys in _places(resource)]

# METADATA
# description: True where it is known to be a default one, because it is named or because none is.
is_default(account) if attribute.unset(account)

is_default(account) if attribute.is(account, "default")

is_default(account) if regex.match(`(-compute@developer|@appspot)\.gserviceaccount\.com$`, account.value)

_one := {
	"google_container_node_pool": ["node_config", 0, "service_account"],
	"google_cloud_run_service": ["template", 0, "spec", 0, "service_account_name"],
	"google_cloud_run_v2_service": ["template", 0, "service_account"],
	"google_cloud_run_v2_job": ["template", 0, "template", 0, "service_account"],
	"google_cloudfunctions_function": ["service_account_email"],
	"google_cloudfunctions2_function": ["service_config", 0, "service_account_email"],
}

_places(resource) := [_one[resource.type]] if {
	_one[resource.type]
} else := [array.concat(keys, ["email"]) | some keys in attribute.blocks(resource, ["service_account"])] if {
	startswith(resource.type, "google_compute_")
} else := [["cluster_autoscaling", 0, "auto_provisioning_defaults", 0, "service_account"]] if {
	attribute.is(attribute.read(resource, ["enable_autopilot"]), true)
} else := [] if {
	attribute.is(attribute.read(resource, ["remove_default_node_pool"]), true)
} else := [array.concat(keys, ["node_config", 0, "service_account"]) |
	some keys in attribute.blocks(resource, ["node_pool"])
] if {
	count(attribute.blocks(resource, ["node_pool"])) > 0
} else := [["node_config", 0, "service_account"]]
