# METADATA
# description: >-
#   Resources beside the one that is judged: `input.context.siblings[<id of the rule>]` has those of the types that the
#   rule's METADATA names under `siblings`, in `resources`; `known` is false where this door cannot see all of them.
package gatehouse.lib.siblings

import data.gatehouse.lib.attribute

# Attributes by which others name a resource.
_identities := {
	"id", "arn", "name", "bucket", "identifier", "cluster_identifier", "replication_group_id", "function_name",
	"self_link", "domain_name", "table_name", "url", "key_id", "instance_group",
}

# METADATA
# description: >-
#   Whether the attribute at those keys of a resource names another: `yes` where it refers to it or holds its id, its arn
#   or its name (also in a list), `unknown` where that may be, `no` otherwise.
names(other, keys, resource) := "yes" if {
	some answer in _answers(other, keys)
	_refers(answer, resource)
} else := "yes" if {
	some value in _texts(attribute.read(other, keys))
	some identity in _identities
	value == resource.object[identity]
} else := "unknown" if {
	some answer in _answers(other, keys)
	attribute.undecided(answer)
	_may_refer(answer, resource)
} else := "no"

# METADATA
# description: >-
#   The same for an attribute that takes a whole id, as Azure's do: what refers to the id of another resource means that one, or
#   a part of it.
names_by_id(other, keys, resource) := "no" if {
	_points_elsewhere(attribute.read(other, keys), resource)
} else := names(other, keys, resource)

_points_elsewhere(answer, resource) if {
	count(answer.references) > 0
	not answer.open
	every reference in answer.references {
		reference.attribute == "id"
		reference.id != resource.id
	}
}

# A list may be unknown as a whole, or have places that are.
_answers(other, keys) := array.concat([whole], places) if {
	whole := attribute.read(other, keys)
	is_array(whole.value)
	places := [attribute.read(other, array.concat(keys, [index])) | some index, _ in whole.value]
} else := [attribute.read(other, keys)]

# METADATA
# description: Those of the resources whose attribute at those keys names the resource.
naming(others, keys, resource) := [other | some other in others; names(other, keys, resource) == "yes"]

# METADATA
# description: True where one of the resources may name it, but that cannot be told yet.
may_name(others, keys, resource) if {
	some other in others
	names(other, keys, resource) == "unknown"
}

_refers(answer, resource) if {
	some reference in answer.references
	reference.id == resource.id
}

# What refers to another resource of the type and to nothing else, does not mean this one.
_may_refer(answer, _) if answer.open

_may_refer(answer, resource) if not _refers_to_type(answer, resource.type)

_refers_to_type(answer, type) if {
	some reference in answer.references
	reference.type == type
}

_texts(answer) := {answer.value} if is_string(answer.value)

_texts(answer) := {text | some text in answer.value; is_string(text)} if is_array(answer.value)
