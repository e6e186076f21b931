# METADATA
# title: Every public address that is reserved is used
# description: >-
#   A reserved address costs more while nothing answers at it than while something does. It is left over from what it was reserved for,
#   and whoever finds its name in an old DNS record may one day be answered by somebody else.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html
#   - ref: https://cloud.google.com/vpc/network-pricing
#   - ref: https://learn.microsoft.com/en-us/azure/virtual-network/ip-services/public-ip-addresses
# custom:
#   id: orphaned-addresses
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   doors: [audit]
#   kinds: [aws_eip, google_compute_address, azurerm_public_ip]
#   siblings:
#     - aws_eip_association
#     - aws_nat_gateway
#     - aws_lb
#     - azurerm_network_interface
#     - azurerm_lb
#     - azurerm_nat_gateway_public_ip_association
#     - azurerm_application_gateway
#     - azurerm_bastion_host
#     - azurerm_firewall
#     - azurerm_virtual_network_gateway
#     - azurerm_kubernetes_cluster
#   remediation: >-
#     Remove the address from the configuration, and its name from DNS. Where it is kept because others allow it through their
#     firewalls, give it a waiver with an expiry.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.cost.orphaned_addresses

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

_type := input.resource.type

_around := input.context.siblings["orphaned-addresses"]

_read(key) := attribute.read(input.resource, [key])

# Addresses inside a network are free.
not_applicable if attribute.is(_read("address_type"), "INTERNAL")

# Where each kind names the addresses that it uses: a list of blocks, and the attribute in each.
_blocks := {
	"aws_lb": ["subnet_mapping", "allocation_id"],
	"azurerm_network_interface": ["ip_configuration", "public_ip_address_id"],
	"azurerm_lb": ["frontend_ip_configuration", "public_ip_address_id"],
	"azurerm_application_gateway": ["frontend_ip_configuration", "public_ip_address_id"],
	"azurerm_bastion_host": ["ip_configuration", "public_ip_address_id"],
	"azurerm_firewall": ["ip_configuration", "public_ip_address_id"],
	"azurerm_virtual_network_gateway": ["ip_configuration", "public_ip_address_id"],
}

_keys(other) := [["allocation_id"], ["public_ip"], ["secondary_allocation_ids"]] if other.type in {"aws_eip_association", "aws_nat_gateway"}

_keys(other) := [["public_ip_address_id"]] if other.type == "azurerm_nat_gateway_public_ip_association"

_keys(other) := [["network_profile", 0, "load_balancer_profile", 0, "outbound_ip_address_ids"]] if {
	other.type == "azurerm_kubernetes_cluster"
}

_keys(other) := [array.concat(block, [place[1]]) | some block in attribute.blocks(other, [place[0]])] if {
	place := _blocks[other.type]
}

_uses := {use |
	some other in _around.resources
	some keys in _keys(other)
	use := siblings.names(other, keys, input.resource)
}

_kept if "yes" in _uses

_kept if {
	some other in _around.resources
	attribute.is(attribute.read(other, ["public_ip"]), _read("public_ip").value)
}

# What the clouds answer themselves, of when the state was last refreshed.
_kept if {
	_type == "aws_eip"
	some key in ["association_id", "instance", "network_interface"]
	attribute.is_set(_read(key))
}

_kept if attribute.is(_read("status"), "IN_USE")

_kept if count(_read("users").value) > 0

_open if not _around.known

_open if "unknown" in _uses

violations contains {
	"path": "",
	"message": "nothing answers at this address, and it is paid for all the same; remove it",
} if {
	not _kept
	not _open
}

unknowns contains {"path": "", "message": "whether anything answers at this address is not known here"} if {
	not _kept
	_open
}
