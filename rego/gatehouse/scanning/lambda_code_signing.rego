# METADATA
# title: Lambda runs only code that a trusted profile signed
# description: >-
#   A function takes whatever archive is uploaded to it, so that whoever may deploy decides alone what runs. With a code signing
#   configuration Lambda asks who signed it, once its policy says `Enforce`: what AWS takes where none is set is a warning. Functions
#   from container images have no code signing; what they run is for the rules about images.
# related_resources:
#   - ref: https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_code_signing_config
# custom:
#   id: lambda-code-signing
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - aws_lambda_function
#     - aws_lambda_code_signing_config
#   remediation: >-
#     Make an `aws_signer_signing_profile` with `platform_id = "AWSLambda-SHA384-ECDSA"` and an `aws_lambda_code_signing_config` with
#     `allowed_publishers { signing_profile_version_arns = [aws_signer_signing_profile.this.version_arn] }` and `policies {
#     untrusted_artifact_on_deployment = "Enforce" }`; then name it in each function: `code_signing_config_arn =
#     aws_lambda_code_signing_config.this.arn`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.scanning.lambda_code_signing

import data.gatehouse.lib.attribute
import data.gatehouse.lib.hcl

_function if input.resource.type == "aws_lambda_function"

not_applicable if {
	_function
	_from_image
}

_from_image if attribute.is(attribute.read(input.resource, ["package_type"]), "Image")

_from_image if attribute.is_set(attribute.read(input.resource, ["image_uri"]))

_signing := attribute.read(input.resource, ["code_signing_config_arn"])

violations contains {
	"path": _signing.path,
	"message": "it runs code whoever made it; name a code signing configuration",
	"fix": {
		"description": "take only code that was signed",
		"offer": hcl.assignment(_signing.path, "aws_lambda_code_signing_config.this.arn"),
	},
} if {
	_function
	attribute.unset(_signing)
}

_policy := attribute.read_or(input.resource, ["policies", 0, "untrusted_artifact_on_deployment"], "Warn")

violations contains {
	"path": _policy.path,
	"message": "code that nobody trusted signed is deployed with a warning; the policy must be Enforce",
	"fix": {
		"description": "refuse what is not signed",
		"offer": hcl.assignment(_policy.path, "Enforce"),
	},
} if {
	not _function
	_policy.state == "known"
	not attribute.is(_policy, "Enforce")
}

unknowns contains attribute.unknown(_policy, "whether unsigned code is refused") if not _function
