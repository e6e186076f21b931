# METADATA
# title: No credential stands in the environment or the arguments of a container
# description: >-
#   What is written into a container's definition is in Git, in every backup of it, in the API server and in the output of `describe`:
#   everybody who may look at a workload has its database. Credentials of well-known issuers are told by what they look like, with the
#   patterns of secretlint; others by the name that they stand under. What is found is never shown.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
#   - ref: https://github.com/secretlint/secretlint
# custom:
#   id: hard-coded-credentials
#   pack: secrets
#   default: off
#   sentence: No secret in Git.
#   severity: critical
#   action: deny
#   facets: [containers]
#   controls:
#     fsbp: [ECS.8]
#     pci: [8.6.2]
#     soc2: [CC6.1]
#   remediation: >-
#     Change the credential, because it has been seen. Then refer to where it is kept: in Kubernetes
#     `valueFrom: {secretKeyRef: {name: orders-database, key: password}}` or a mounted file, in ECS `secrets` with `valueFrom`
#     and the ARN of the secret.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       allow:
#         description: Names of variables that hold no credential, whatever their name says, as globs.
#         type: array
#         items: {type: string}
#         default: []
package gatehouse.secrets.hard_coded_credentials

import data.gatehouse.lib.attribute
import data.gatehouse.lib.container as containers
import data.gatehouse.lib.credentials
import data.gatehouse.lib.glob
import data.gatehouse.lib.pointer

_parameters := data.config.parameters["hard-coded-credentials"]

# Variables as a list of names and values, or as a map.
_variables contains {"container": container, "name": name, "answer": answer} if {
	some container in input.resource.facets.containers
	some field in ["env", "environment"]
	some keys in attribute.blocks(input.resource, array.concat(pointer.keys(container.path), [field]))
	name := object.get(input.resource.object, array.concat(keys, ["name"]), "")
	answer := attribute.read(input.resource, array.concat(keys, ["value"]))
}

_variables contains {"container": container, "name": name, "answer": answer} if {
	some container in input.resource.facets.containers
	keys := array.concat(pointer.keys(container.path), ["environment_variables"])
	some name, _ in object.get(input.resource.object, keys, {})
	answer := attribute.read(input.resource, array.concat(keys, [name]))
}

_judged contains variable if {
	some variable in _variables
	not glob.any_match(_parameters.allow, variable.name)
}

# Arguments: `--password=value`, `--password value`, or a script.
_arguments contains {"container": container, "place": place, "list": list, "path": answer.path} if {
	some container in input.resource.facets.containers
	some field in ["command", "args", "entryPoint"]
	answer := attribute.read(input.resource, array.concat(pointer.keys(container.path), [field]))
	list := answer.value
	is_array(list)
	some place, _ in list
}

_in_argument(argument) := what if {
	what := credentials.in_value("", argument.list[argument.place])
} else := what if {
	flag := argument.list[argument.place - 1]
	regex.match(`^--?[A-Za-z][A-Za-z0-9_.-]*$`, flag)
	not startswith(argument.list[argument.place], "-")
	what := credentials.in_value(flag, argument.list[argument.place])
}

violations contains {
	"path": variable.answer.path,
	"message": $"{what} stands in {variable.name} of {containers.title(variable.container)}; refer to a secret in its place",
} if {
	some variable in _judged
	what := credentials.in_value(variable.name, variable.answer.value)
}

violations contains {
	"path": $"{argument.path}/{argument.place}",
	"message": $"{what} stands in the arguments of {containers.title(argument.container)}; refer to a secret in its place",
} if {
	some argument in _arguments
	what := _in_argument(argument)
}

unknowns contains {"path": variable.answer.path, "message": $"what {variable.name} holds is not shown; is it a reference?"} if {
	some variable in _judged
	variable.answer.state == "sensitive"
	credentials.names_one(variable.name)
}
