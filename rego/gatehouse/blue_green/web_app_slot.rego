# METADATA
# title: A web app is tried in a slot before it gets the users
# description: >-
#   App Service deploys into the app that serves, which restarts with the new version for everybody, and the way back is another
#   deployment. A slot is the other environment: the version is tried there, swapped in warm, and swapped back in seconds. A slot that
#   swaps by itself has been tried by nobody.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/azure/app-service/deploy-staging-slots
# custom:
#   id: web-app-slot
#   pack: blue-green
#   default: off
#   sentence: A release never takes the service down, and rolls back by itself.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [azurerm_linux_web_app, azurerm_windows_web_app, azurerm_linux_web_app_slot, azurerm_windows_web_app_slot]
#   siblings:
#     - azurerm_linux_web_app
#     - azurerm_windows_web_app
#     - azurerm_linux_web_app_slot
#     - azurerm_windows_web_app_slot
#     - azurerm_service_plan
#   remediation: >-
#     Add an `azurerm_linux_web_app_slot` (or `azurerm_windows_web_app_slot`) named `staging` with the app's id as `app_service_id`, deploy
#     to it, and swap with `az webapp deployment slot swap` or an `azurerm_web_app_active_slot` after a test; leave
#     `auto_swap_slot_name` out.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       acceptAutoSwap:
#         description: Accept slots that swap by themselves, where what deploys to them has tested before.
#         type: boolean
#         default: false
#       colors:
#         description: The words by which the names of two apps differ that are each other's other environment.
#         type: array
#         minItems: 2
#         items: {type: string, minLength: 1}
#         default: [blue, green]
package gatehouse.blue_green.web_app_slot

import data.gatehouse.lib.attribute
import data.gatehouse.lib.color
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["web-app-slot"]

_around := input.context.siblings["web-app-slot"]

_slot if endswith(input.resource.type, "_slot")

_slots := [other | some other in _around.resources; endswith(other.type, "_slot")]

_plans := [other | some other in _around.resources; other.type == "azurerm_service_plan"]

# Plans that have no slots: they are not for production.
_small := {"F1", "D1", "SHARED", "B1", "B2", "B3"}

not_applicable if {
	some plan in _plans
	siblings.names(input.resource, ["service_plan_id"], plan) == "yes"
	upper(attribute.read(plan, ["sku_name"]).value) in _small
}

# Two apps that differ by their color are each other's slot.
not_applicable if {
	not _slot
	some other in _around.resources
	other.type == input.resource.type
	color.paired(_name(other), _name(input.resource), _parameters.colors)
}

_name(resource) := attribute.read(resource, ["name"]).value

_kept if count(siblings.naming(_slots, ["app_service_id"], input.resource)) > 0

_open if not _around.known

_open if siblings.may_name(_slots, ["app_service_id"], input.resource)

violations contains {
	"path": "",
	"message": "a deployment changes the app while it serves; add a slot, and swap it in after a test",
} if {
	not _slot
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether the app has a slot is not known here"} if {
	not _slot
	not _kept
	_open
}

_swap := attribute.read(input.resource, ["site_config", 0, "auto_swap_slot_name"])

violations contains {
	"path": _swap.path,
	"message": "the slot is swapped in as soon as it is deployed, and nobody has tried it; leave auto_swap_slot_name out",
} if {
	_slot
	not _parameters.acceptAutoSwap
	attribute.is_set(_swap)
}
