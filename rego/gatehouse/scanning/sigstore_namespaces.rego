# METADATA
# title: Where images are verified, no namespace is left out
# description: >-
#   The policy controller verifies only the images of namespaces that carry its label. A namespace without it runs whatever it
#   is given, and the policies beside it look as if they were in force.
# related_resources:
#   - ref: https://docs.sigstore.dev/policy-controller/overview/#configure-policy-controller-admission-controller-for-namespaces
# custom:
#   id: sigstore-namespaces
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   severity: high
#   action: deny
#   kinds: [v1/Namespace]
#   siblings: [policy.sigstore.dev/*/ClusterImagePolicy]
#   remediation: >-
#     `kubectl label namespace NAME policy.sigstore.dev/include=true`. Where the controller's webhooks cover all namespaces
#     but those labelled `policy.sigstore.dev/exclude`, set the parameter `optOut`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       optOut:
#         description: The controller is installed such that it leaves out only what is labelled `policy.sigstore.dev/exclude`.
#         type: boolean
#         default: false
#       exempt:
#         description: Namespaces that need not be verified, as globs.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [kube-*, cosign-system]
package gatehouse.scanning.sigstore_namespaces

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

_parameters := data.config.parameters["sigstore-namespaces"]

# Without a policy of the controller it is another that verifies images, or none.
not_applicable if count(input.context.siblings["sigstore-namespaces"].resources) == 0

not_applicable if glob.any_match(_parameters.exempt, input.resource.name)

_include := attribute.read(input.resource, ["metadata", "labels", "policy.sigstore.dev/include"])

_exclude := attribute.read(input.resource, ["metadata", "labels", "policy.sigstore.dev/exclude"])

violations contains {
	"path": _include.path,
	"message": "images of this namespace are not verified; label it policy.sigstore.dev/include: \"true\"",
	"fix": {
		"description": "verify the images of the namespace",
		"patch": [{"op": "add", "path": _include.path, "value": "true"}],
	},
} if {
	not _parameters.optOut
	not attribute.is(_include, "true")
}

violations contains {
	"path": _exclude.path,
	"message": "images of this namespace are left out of verification; remove the label",
	"fix": {
		"description": "verify the images of the namespace",
		"patch": [{"op": "remove", "path": _exclude.path}],
	},
} if {
	_parameters.optOut
	is_string(input.resource.labels["policy.sigstore.dev/exclude"])
}
