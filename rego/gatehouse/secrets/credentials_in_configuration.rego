# METADATA
# title: No credential stands in a ConfigMap or in the settings of a function
# description: >-
#   ConfigMaps and the variables of functions, builds and web applications are configuration: not encrypted with a key of one's own,
#   readable with the right to look, printed by consoles and kept in the state. Credentials are told by what they look like and by
#   the name that they stand under, and never shown.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/configmap/
#   - ref: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html
# custom:
#   id: credentials-in-configuration
#   pack: secrets
#   default: off
#   sentence: No secret in Git.
#   severity: critical
#   action: deny
#   kinds:
#     - v1/ConfigMap
#     - kubernetes_config_map
#     - kubernetes_config_map_v1
#     - aws_lambda_function
#     - aws_codebuild_project
#     - google_cloudfunctions_function
#     - google_cloudfunctions2_function
#     - azurerm_*_function_app
#     - azurerm_*_web_app
#     - google_cloud_run_service
#     - google_cloud_run_v2_service
#     - google_cloud_run_v2_job
#     - azurerm_container_app
#     - azurerm_container_app_job
#     - azurerm_container_group
#   controls:
#     cis: [GCP 2.0.0 1.18]
#     soc2: [CC6.1]
#     pci: [8.6.2]
#     fsbp: [CodeBuild.2]
#   remediation: >-
#     Change the credential, because it has been seen. Then keep it in a secret: a Secret in place of the ConfigMap, in CodeBuild
#     `type = "SECRETS_MANAGER"`, in Azure `@Microsoft.KeyVault(SecretUri=...)`; a function is given the secret's name and reads it.
#     Cloud Run takes `value_source { secret_key_ref { secret = "...", version = "latest" } }`, a container app `secret_name`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       allow:
#         description: Names of settings that hold no credential, whatever their name says, as globs.
#         type: array
#         items: {type: string}
#         default: []
package gatehouse.secrets.credentials_in_configuration

import data.gatehouse.lib.attribute
import data.gatehouse.lib.credentials
import data.gatehouse.lib.glob

_parameters := data.config.parameters["credentials-in-configuration"]

# Where each keeps names with their values.
_maps := [
	["data"],
	["environment", 0, "variables"],
	["environment_variables"],
	["build_environment_variables"],
	["service_config", 0, "environment_variables"],
	["build_config", 0, "environment_variables"],
	["app_settings"],
]

_settings contains {"name": name, "answer": attribute.read(input.resource, array.concat(keys, [name]))} if {
	some keys in _maps
	values := object.get(input.resource.object, keys, {})
	is_object(values)
	some name, _ in values
}

# What is of another type names a secret or a parameter.
_settings contains {"name": name, "answer": attribute.read(input.resource, array.concat(keys, ["value"]))} if {
	some keys in attribute.blocks(input.resource, ["environment", 0, "environment_variable"])
	attribute.is(attribute.read_or(input.resource, array.concat(keys, ["type"]), "PLAINTEXT"), "PLAINTEXT")
	name := attribute.read(input.resource, array.concat(keys, ["name"])).value
}

# Services and jobs of containers. What has a value here does not take it from a secret.
_containers := {
	"google_cloud_run_service": [["template", 0, "spec", 0, "containers"]],
	"google_cloud_run_v2_service": [["template", 0, "containers"]],
	"google_cloud_run_v2_job": [["template", 0, "template", 0, "containers"]],
	"azurerm_container_app": [["template", 0, "container"], ["template", 0, "init_container"]],
	"azurerm_container_app_job": [["template", 0, "container"], ["template", 0, "init_container"]],
}

_settings contains {"name": name, "answer": attribute.read(input.resource, array.concat(keys, ["value"]))} if {
	some containers in _containers[input.resource.type]
	some container in attribute.blocks(input.resource, containers)
	some keys in attribute.blocks(input.resource, array.concat(container, ["env"]))
	name := attribute.read(input.resource, array.concat(keys, ["name"])).value
}

_settings contains {"name": name, "answer": attribute.read(input.resource, array.concat(keys, [name]))} if {
	input.resource.type == "azurerm_container_group"
	some blocks in ["container", "init_container"]
	some container in attribute.blocks(input.resource, [blocks])
	keys := array.concat(container, ["environment_variables"])
	some name, _ in object.get(input.resource.object, keys, {})
}

_judged contains setting if {
	some setting in _settings
	not glob.any_match(_parameters.allow, setting.name)
}

# A value of several lines is a file, of which the name says nothing.
_found(setting) := credentials.in_text(setting.answer.value) if contains(setting.answer.value, "\n")

_found(setting) := credentials.in_value(setting.name, setting.answer.value) if {
	not contains(setting.answer.value, "\n")
}

violations contains {
	"path": setting.answer.path,
	"message": $"{what} stands in {setting.name}, which everybody can read who may look; keep it in a secret",
} if {
	some setting in _judged
	what := _found(setting)
}

unknowns contains {"path": setting.answer.path, "message": $"what {setting.name} holds is not shown; is it a reference?"} if {
	some setting in _judged
	setting.answer.state == "sensitive"
	credentials.names_one(setting.name)
}
