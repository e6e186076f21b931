# METADATA
# title: The cloud's scanner looks at images and at hosts
# description: >-
#   A scanner that is switched on for some kinds of resources looks like one that is switched on. Inspector and Defender are
#   enabled by kind: what is not in the list is not looked at, and no finding says so.
# related_resources:
#   - ref: https://docs.aws.amazon.com/inspector/latest/user/scanning-resources.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/inspector-controls.html
#   - ref: https://learn.microsoft.com/en-us/azure/defender-for-cloud/defender-for-containers-introduction
# custom:
#   id: scanner-coverage
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   controls:
#     cis: [Azure 2.1.0 2.1.1, Azure 2.1.0 2.1.8]
#     pci: [11.3.1]
#     fsbp: [Inspector.1, Inspector.2]
#   severity: high
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_inspector2_enabler
#     - aws_inspector2_organization_configuration
#     - azurerm_security_center_subscription_pricing
#   siblings: [aws_inspector2_enabler]
#   remediation: >-
#     Set `resource_types = ["ECR", "EC2"]` in the `aws_inspector2_enabler`, `ec2 = true` and `ecr = true` under `auto_enable` of the
#     organization's configuration, and `tier = "Standard"` where `resource_type` is `Containers`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       resourceTypes:
#         description: What Inspector must scan.
#         type: array
#         items: {type: string, enum: [EC2, ECR, LAMBDA, LAMBDA_CODE, CODE_REPOSITORY]}
#         default: [ECR, EC2]
package gatehouse.scanning.scanner_coverage

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["scanner-coverage"]

_around := input.context.siblings["scanner-coverage"]

_enabler if input.resource.type == "aws_inspector2_enabler"

_azure if input.resource.type == "azurerm_security_center_subscription_pricing"

_kind := attribute.read_or(input.resource, ["resource_type"], "VirtualMachines")

# Defender has a plan for each kind; those of databases, keys and the like scan nothing that runs.
not_applicable if {
	_azure
	_kind.state == "known"
	not _kind.value in {"Containers", "ContainerRegistry", "KubernetesService", "VirtualMachines"}
}

_types := attribute.read(input.resource, ["resource_types"])

# Several enablers of the same region add up.
_scanned contains type if some type in _types.value

_scanned contains type if {
	some other in _around.resources
	not _elsewhere(other)
	some type in attribute.read(other, ["resource_types"]).value
}

_missing := [type | some type in _parameters.resourceTypes; not type in _scanned]

violations contains {
	"path": _types.path,
	"message": $"Inspector does not scan {concat(", ", _missing)}; add it to resource_types",
} if {
	_enabler
	count(_missing) > 0
	not attribute.undecided(_types)
	not _others_undecided
}

_others_undecided if {
	some other in _around.resources
	attribute.undecided(attribute.read(other, ["resource_types"]))
}

unknowns contains attribute.unknown(_types, "what Inspector scans") if _enabler

violations contains {
	"path": answer.path,
	"message": $"Inspector does not scan {type} of accounts that join; set {lower(type)} = true",
} if {
	input.resource.type == "aws_inspector2_organization_configuration"
	not attribute.undecided(attribute.read(input.resource, ["auto_enable"]))
	some type in _parameters.resourceTypes
	answer := attribute.read(input.resource, ["auto_enable", 0, lower(type)])
	not attribute.is(answer, true)
	not attribute.undecided(answer)
}

_tier := attribute.read(input.resource, ["tier"])

violations contains {
	"path": _tier.path,
	"message": $"Defender does not scan {_kind.value} in the tier Free; set tier = \"Standard\"",
} if {
	_azure
	_kind.state == "known"
	attribute.is(_tier, "Free")
}

unknowns contains attribute.unknown(_tier, "whether Defender scans") if _azure

_elsewhere(other) if other.region != input.resource.region
