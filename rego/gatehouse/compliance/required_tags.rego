# METADATA
# title: What costs money says whose it is
# description: >-
#   A resource without an owner, an environment and a cost centre cannot be billed, cannot be cleaned up, and has nobody
#   to call at night. Judged are workloads, volume claims and namespaces of Kubernetes, and every cloud resource that
#   can carry tags; a type that cannot is left alone. Empty values count as missing.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
#   - ref: https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html
# custom:
#   id: required-tags
#   pack: compliance
#   severity: medium
#   action: warn
#   facets: [tags]
#   match:
#     types:
#       - v1/Pod
#       - v1/ReplicationController
#       - apps/*/Deployment
#       - apps/*/StatefulSet
#       - apps/*/DaemonSet
#       - apps/*/ReplicaSet
#       - batch/*/Job
#       - batch/*/CronJob
#       - argoproj.io/*/Rollout
#       - v1/PersistentVolumeClaim
#       - v1/Namespace
#       - "*_*"
#     excludeTypes:
#       - kubernetes_annotations
#       - kubernetes_labels
#       - kubernetes_env
#       - kubernetes_manifest
#       - kubernetes_node_taint
#       - kubernetes_api_service*
#       - kubernetes_certificate_signing_request*
#       - kubernetes_cluster_role*
#       - kubernetes_config_map*
#       - kubernetes_csi_driver*
#       - kubernetes_default_service_account*
#       - kubernetes_endpoint*
#       - kubernetes_horizontal_pod_autoscaler*
#       - kubernetes_ingress*
#       - kubernetes_limit_range*
#       - kubernetes_mutating_webhook_configuration*
#       - kubernetes_network_policy*
#       - kubernetes_persistent_volume
#       - kubernetes_persistent_volume_v1
#       - kubernetes_pod_disruption_budget*
#       - kubernetes_pod_security_policy*
#       - kubernetes_priority_class*
#       - kubernetes_resource_quota*
#       - kubernetes_role*
#       - kubernetes_runtime_class*
#       - kubernetes_secret*
#       - kubernetes_service*
#       - kubernetes_storage_class*
#       - kubernetes_token_request*
#       - kubernetes_validating_*
#   remediation: >-
#     Set the missing keys where the message says. For Terraform, `default_tags` of the AWS provider sets them for a
#     whole configuration; for Kubernetes, a label or annotation of the namespace counts for everything in it. Values
#     that are the same everywhere can be given in `supply`: the fix adds them.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       required:
#         description: Keys that must be there. Keys are compared exactly, with their case.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [team, env, cost-center]
#       patterns:
#         description: A regular expression (RE2) by key, which a value must match somewhere; `^` and `$` anchor it.
#         type: object
#         additionalProperties: {type: string, format: regex}
#         default: {}
#       values:
#         description: The values that are allowed, by key.
#         type: object
#         additionalProperties: {type: array, items: {type: string}}
#         default: {}
#       labels:
#         description: >-
#           The Kubernetes label that carries a key, where it is not of the same name:
#           `{team: app.example.com/team}`.
#         type: object
#         additionalProperties: {type: string, minLength: 1}
#         default: {}
#       inherit:
#         description: >-
#           A label or annotation of the namespace counts for what is in it. With `false` every object needs its own,
#           and the fix copies the namespace's.
#         type: boolean
#         default: true
#       supply:
#         description: Values, by key, that the fix adds where neither the resource nor its namespace has one.
#         type: object
#         additionalProperties: {type: string, minLength: 1}
#         default: {}
#       maxContextAge:
#         description: What was last known of a namespace longer ago is not relied on, where namespaces are watched.
#         type: string
#         format: duration
#         default: 10m
package gatehouse.compliance.required_tags

import data.gatehouse.lib.age
import data.gatehouse.lib.findings
import data.gatehouse.lib.hcl
import data.gatehouse.lib.pointer
import data.gatehouse.lib.text

_parameters := data.config.parameters["required-tags"]

_tags := input.resource.facets.tags

# The keys that are asked about: those that must be there, and those of which something is asked if they are.
_constrained contains tag if some tag, _ in _parameters.patterns

_constrained contains tag if some tag, _ in _parameters.values

_asked := {tag | some tag in _parameters.required} | _constrained

violations := findings.by_path(_faults)

unknowns := findings.by_path(_gaps)

_faults contains violation if {
	_tags.taggable
	_tags.state == "known"
	some tag in _parameters.required
	_missing(tag)
	not _doubt
	message := $"{_noun} {_key(tag)} is {_absence(tag)}{_expectation(tag)}"
	violation := object.union({"path": _path(tag), "message": message}, _fix(tag))
}

# Also where there may be further keys: what is there stays.
_faults contains violation if {
	_tags.taggable
	some tag in _constrained
	value := _effective(tag)
	not _valid(tag, value)
	violation := {
		"path": _path(tag),
		"message": $"{_noun} {_key(tag)} is {text.quoted(value)}{_origin(tag)}{_expectation(tag)}",
	}
}

_gaps contains unknown if {
	_tags.taggable
	_tags.state == "unknown"
	keys := sort({_key(tag) | some tag in _asked; _missing(tag)})
	count(keys) > 0
	unknown := {
		"path": _tags.path,
		"message": $"the {_noun}s are known only after apply, and with them whether {concat(", ", keys)} {_be(keys)} there",
	}
}

_gaps contains unknown if {
	_tags.taggable
	some tag in _constrained
	_key(tag) in _tags.unknownValues
	unknown := {
		"path": _path(tag),
		"message": $"{_noun} {_key(tag)} is set, but its value cannot be read before apply{_expectation(tag)}",
	}
}

# What the namespace has counts as much, so that without it nothing is said to be missing.
_gaps contains unknown if {
	_tags.taggable
	_tags.state == "known"
	reason := _doubt
	some tag in _asked
	_missing(tag)
	unknown := {
		"path": _path(tag),
		"message": $"{_noun} {_key(tag)} is not on the object itself, and {reason}{_expectation(tag)}",
	}
}

# Why what the namespace has is not known now.
_doubt := $"its namespace {object.get(input.resource, "namespace", "default")} was not seen in the cluster yet" if {
	_inherits
	input.context.namespaceUnseen
}

_doubt := concat("", [
	$"what is known of its namespace {input.context.namespace.name}",
	$" is {age.text(input.context.namespace.ageSeconds)} old, more than {_parameters.maxContextAge.text}",
]) if {
	_inherits
	input.context.namespace.ageSeconds > _parameters.maxContextAge.value
}

_inherits if {
	_parameters.inherit
	_tags.style == "labels"
}

_be(keys) := "is" if count(keys) == 1

else := "are"

_missing(tag) if {
	not _key(tag) in _tags.unknownValues
	not _effective(tag)
}

# The value that counts: the resource's own, else its namespace's. An empty one is none.
_effective(tag) := value if {
	value := _tags.values[_key(tag)]
	trim_space(value) != ""
} else := value if {
	not _key(tag) in _tags.unknownValues
	_inherits
	value := _from_namespace(tag)
}

_from_namespace(tag) := value if {
	_tags.style == "labels"
	not _doubt
	value := input.context.namespace.labels[_key(tag)]
	trim_space(value) != ""
} else := value if {
	_tags.style == "labels"
	not _doubt
	value := input.context.namespace.annotations[_key(tag)]
	trim_space(value) != ""
}

_valid(tag, value) if {
	not _refused_by_pattern(tag, value)
	not _refused_by_values(tag, value)
}

_refused_by_pattern(tag, value) if not regex.match(_parameters.patterns[tag], value)

_refused_by_values(tag, value) if {
	allowed := _parameters.values[tag]
	not value in allowed
}

_key(tag) := _parameters.labels[tag] if _tags.style == "labels"

else := tag

_path(tag) := pointer.child(_tags.path, _key(tag)) if not _tags.listed

else := _tags.path

_noun := "label" if _tags.style == "labels"

else := "tag"

# What would be right.
_expectation(tag) := $"; allowed is {concat(", ", _parameters.values[tag])}" if _parameters.values[tag]

else := $"; it must match {_parameters.patterns[tag]}" if _parameters.patterns[tag]

else := ""

_origin(tag) := "" if trim_space(_tags.values[_key(tag)]) != ""

else := $", as its namespace {input.context.namespace.name} has it"

# Where there is a key that a reader would take for the same, `CostCenter` for `cost-center`, it is named.
_absence(tag) := "empty" if _tags.values[_key(tag)]

else := $"missing ({min(alike)} is there, but keys are compared exactly)" if {
	alike := {other |
		some other, _ in _tags.values
		other != _key(tag)
		_plain(other) == _plain(_key(tag))
	}
	count(alike) > 0
}

else := "missing"

_plain(key) := lower(strings.replace_n({"-": "", "_": "", ".": "", " ": ""}, key))

default _fix(_) := {}

_fix(tag) := {"fix": {
	"description": $"add {_key(tag)} from {supplied.from}",
	"patch": [{"op": "add", "path": _path(tag), "value": supplied.value}],
}} if {
	input.resource.source == "kubernetes"
	supplied := _supplied(tag)
}

_fix(tag) := {"fix": {
	"description": $"add {_key(tag)} from {supplied.from} to {_tags.path}",
	"offer": $"{hcl.literal(_key(tag))} = {hcl.literal(supplied.value)}",
}} if {
	input.resource.source == "terraform"
	supplied := _supplied(tag)
}

# Only what ends the violation: a value that is itself refused, or that no label can hold, is not offered.
_supplied(tag) := {"value": value, "from": $"namespace {input.context.namespace.name}"} if {
	value := _from_namespace(tag)
	_fits(tag, value)
} else := {"value": value, "from": "the configuration"} if {
	value := _parameters.supply[tag]
	_fits(tag, value)
}

_fits(tag, value) if {
	_valid(tag, value)
	not _no_label_value(value)
}

_no_label_value(value) if {
	_tags.style == "labels"
	not regex.match(`^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`, value)
}
