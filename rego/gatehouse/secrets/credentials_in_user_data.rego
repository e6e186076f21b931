# METADATA
# title: No credential stands in the user data of a machine
# description: >-
#   User data is no secret: every process of the machine can ask the metadata service for it, everybody who may describe the machine can
#   read it, and base64 hides nothing. What starts there should fetch its secrets with the identity that the machine has.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
#   - ref: https://cloud.google.com/compute/docs/metadata/overview
#   - ref: https://learn.microsoft.com/en-us/azure/virtual-machines/user-data
# custom:
#   id: credentials-in-user-data
#   pack: secrets
#   default: off
#   sentence: No secret in Git.
#   severity: critical
#   action: deny
#   doors: [ci, audit]
#   kinds:
#     - aws_instance
#     - aws_spot_instance_request
#     - aws_launch_template
#     - aws_launch_configuration
#     - google_compute_instance
#     - google_compute_instance_template
#     - google_compute_region_instance_template
#     - azurerm_linux_virtual_machine
#     - azurerm_linux_virtual_machine_scale_set
#     - azurerm_windows_virtual_machine
#     - azurerm_windows_virtual_machine_scale_set
#   controls:
#     pci: [8.6.2]
#     soc2: [CC6.1]
#   remediation: >-
#     Change the credential, because it has been seen. Then fetch it at start with the machine's own identity:
#     `aws secretsmanager get-secret-value --secret-id orders --query SecretString --output text`.
#   parameters: {type: object, additionalProperties: false, properties: {}}
package gatehouse.secrets.credentials_in_user_data

import data.gatehouse.lib.attribute
import data.gatehouse.lib.credentials

_answers contains attribute.read(input.resource, [name]) if {
	some name in ["user_data", "user_data_base64", "custom_data", "metadata_startup_script"]
}

_answers contains attribute.read(input.resource, ["metadata", key]) if {
	startswith(input.resource.type, "google_")
	some key, _ in input.resource.object.metadata
}

# As it is written, or as it is once base64 is taken off. What is packed as well cannot be told.
_text(value) := base64.decode(value) if {
	is_string(value)
	compact := replace(value, "\n", "")
	regex.match(`^[A-Za-z0-9+/]{16,}={0,2}$`, compact)
	base64.is_valid(value)
	not startswith(value, "H4sI")
} else := value

violations contains {
	"path": answer.path,
	"message": $"{what} stands in the user data, which every process of the machine can read; let it fetch a secret",
} if {
	some answer in _answers
	answer.state == "known"
	what := credentials.in_text(_text(answer.value))
}

# The AWS provider before version 6 keeps a hash, and only a plan tells what of.
unknowns contains {"path": answer.path, "message": "only a hash of the user data is kept here; judge the plan"} if {
	some answer in _answers
	regex.match(`^[0-9a-f]{40}$`, answer.value)
}

unknowns contains attribute.unknown(answer, "what the user data holds") if some answer in _answers
