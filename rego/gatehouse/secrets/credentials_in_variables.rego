# METADATA
# title: No credential stands in a variable of Terraform or a parameter of a template
# description: >-
#   The default of a variable, or of a template's parameter, is in Git, and so is what a configuration passes to a module. What a variable is given from outside is
#   shown in the plan and in its log, unless it is declared sensitive. Credentials are told by what they look like and by the name
#   that they stand under, and never shown.
# related_resources:
#   - ref: https://developer.hashicorp.com/terraform/language/manage-sensitive-data
#   - ref: https://developer.hashicorp.com/terraform/language/block/variable
#   - ref: https://github.com/secretlint/secretlint
# custom:
#   id: credentials-in-variables
#   pack: secrets
#   default: off
#   sentence: No secret in Git.
#   severity: critical
#   action: deny
#   doors: [ci, audit]
#   kinds: [terraform_variable]
#   controls:
#     pci: [8.6.2]
#     soc2: [CC6.1]
#   remediation: >-
#     Change the credential, because it has been seen. Then take the default away, declare the variable `sensitive = true` (or
#     `ephemeral = true`), and have the value come from where secrets are kept: an `ephemeral` resource or data source, or `TF_VAR_...` of
#     the pipeline. In a template take `Default` away, set `NoEcho: true`, or refer to `{{resolve:secretsmanager:...}}` in place of a parameter.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       allow:
#         description: Names of variables that hold no credential, whatever their name says, as globs.
#         type: array
#         items: {type: string}
#         default: []
package gatehouse.secrets.credentials_in_variables

import data.gatehouse.lib.attribute
import data.gatehouse.lib.credentials
import data.gatehouse.lib.glob

_parameters := data.config.parameters["credentials-in-variables"]

# Each text of the default and of the value, with the name that it stands under.
_texts contains {"field": field, "name": name, "answer": answer} if {
	some field in ["default", "value"]
	walk(object.get(input.resource.object, [field], null), [path, value])
	is_string(value)
	names := array.concat([input.resource.name], [key | some key in path; is_string(key)])
	name := names[count(names) - 1]
	not glob.any_match(_parameters.allow, input.resource.name)
	answer := attribute.read(input.resource, array.concat([field], path))
}

# A value of several lines is a file, of which the name says nothing.
_what(text) := credentials.in_text(text.answer.value) if contains(text.answer.value, "\n")

_what(text) := credentials.in_value(text.name, text.answer.value) if not contains(text.answer.value, "\n")

_found contains object.union(text, {"what": what}) if {
	some text in _texts
	what := _what(text)
}

_title(text) := $"variable {input.resource.name}" if {
	text.name == input.resource.name
} else := $"variable {input.resource.name}, under {text.name}"

_in_git(text) if text.field == "default"

# What a module is given is written in the call of it.
_in_git(_) if startswith(input.resource.id, "module.")

_verb(text) := "is the default of" if {
	text.field == "default"
} else := "is written into the configuration for" if {
	_in_git(text)
} else := "is given for"

_mend(text) := "which is in Git; have it come from where secrets are kept" if {
	_in_git(text)
} else := "which the plan shows; declare it sensitive = true"

violations contains {"path": text.answer.path, "message": $"{text.what} {_verb(text)} {_title(text)}, {_mend(text)}"} if {
	some text in _found
}

# A sensitive variable's texts are not given to rules. What comes from outside is as it should be.
unknowns contains {
	"path": text.answer.path,
	"message": $"what {_verb(text)} {_title(text)} is not shown, but it is in Git; is it a secret?",
} if {
	some text in _texts
	text.answer.state == "sensitive"
	_in_git(text)
}

_concerned if credentials.names_one(input.resource.name)

_concerned if input.resource.object.sensitive

_concerned if count(_found) > 0

not_applicable if not _concerned
