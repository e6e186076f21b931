# METADATA
# description: >-
#   Findings with what the facets say would be right: in the message, and as a fix. A remedy is {} where there is none.
package gatehouse.lib.remedies

import data.gatehouse.lib.hcl

# METADATA
# description: A finding whose fix a person applies, because it changes more than what is found.
offered(resource, path, problem, remedy) := object.union(
	{"path": path, "message": _message(problem, remedy)},
	_offer(resource, remedy),
)

# METADATA
# description: A finding whose fix is a patch where Kubernetes allows one, and an offer otherwise.
patched(resource, path, problem, remedy) := {"path": path, "message": _message(problem, remedy), "fix": fix} if {
	_patchable(resource)
	operation := {"op": "add", "path": remedy.path, "value": remedy.value}
	fix := {"description": remedy.text, "patch": [operation]}
}

else := offered(resource, path, problem, remedy)

_message(problem, remedy) := $"{problem}; {remedy.text}" if remedy.text

else := problem

_offer(resource, remedy) := {"fix": {"description": remedy.text, "offer": text}} if {
	text := _source_text(resource, remedy)
}

else := {}

# What a StorageClass holds cannot be changed afterwards, so a patch of an update would only be refused.
_patchable(resource) if {
	resource.source == "kubernetes"
	resource.operation in {"create", "exists"}
}

_source_text(_, remedy) := remedy.snippet

_source_text(resource, remedy) := hcl.assignment(remedy.path, remedy.value) if {
	not remedy.snippet
	resource.source == "terraform"
}
