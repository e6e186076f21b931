# METADATA
# description: >-
#   The pods that an object or a resource of the Terraform provider makes: where their spec is, their containers, and what these
#   are started with.
package gatehouse.lib.pods

import data.gatehouse.lib.attribute

# METADATA
# description: "The keys of the spec of the pods: of a Pod, a CronJob, or what has a template."
spec(resource) := ["spec"] if {
	resource.type == "v1/Pod"
} else := ["spec", "jobTemplate", "spec", "template", "spec"] if {
	endswith(resource.type, "/CronJob")
} else := ["spec", 0, "template", 0, "spec", 0] if {
	resource.source == "terraform"
} else := ["spec", "template", "spec"]

# METADATA
# description: The keys of a list of the spec, by the names that Kubernetes and the Terraform provider have for it.
list(resource, kubernetes, terraform) := attribute.blocks(resource, array.concat(spec(resource), [terraform])) if {
	resource.source == "terraform"
} else := attribute.blocks(resource, array.concat(spec(resource), [kubernetes]))

# METADATA
# description: The keys of each container, without init containers.
containers(resource) := list(resource, "containers", "container")

# METADATA
# description: >-
#   The environment variables of a container as `{"name", "answer"}`, where `answer` is what was read of the value. Of several of
#   one name the last counts, as it does to Kubernetes.
environment(resource, container) := [{"name": name, "answer": attribute.read(resource, array.concat(variables[index], ["value"]))} |
	variables := attribute.blocks(resource, array.concat(container, ["env"]))
	names := [object.get(resource.object, array.concat(keys, ["name"]), "") | some keys in variables]
	some index, name in names
	not name in array.slice(names, index + 1, count(names))
]

# METADATA
# description: >-
#   Arguments that give a flag a value: `{"flag", "value", "keys", "text"}`, whether as `--flag=value` or as two of them.
#   `keys` are those of the argument that has the value, `text` is what stands before the value in it.
flags(resource, container) := array.concat(
	[{"flag": parts[1], "value": parts[2], "keys": array.concat(keys, [index]), "text": text} |
		some field in ["command", "args"]
		keys := array.concat(container, [field])
		some index, argument in attribute.read(resource, keys).value
		parts := regex.find_all_string_submatch_n(`(?s)^(--?[A-Za-z][A-Za-z0-9._-]*)=(.*)$`, argument, 1)[0]
		text := concat("", [parts[1], "="])
	],
	[{"flag": argument, "value": value, "keys": array.concat(keys, [index + 1]), "text": ""} |
		some field in ["command", "args"]
		keys := array.concat(container, [field])
		arguments := attribute.read(resource, keys).value
		some index, argument in arguments
		regex.match(`^--?[A-Za-z][A-Za-z0-9._-]*$`, argument)
		value := arguments[index + 1]
		not startswith(value, "-")
	],
)
