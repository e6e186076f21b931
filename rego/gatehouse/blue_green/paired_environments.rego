# METADATA
# title: Blue and green are the same but for their version
# description: >-
#   What was tried in one environment says something of the other only where both are alike. A setting that differs is found out
#   with all users on it, and makes the way back another change. Paired are Deployments of a namespace, services of Cloud Run,
#   Container Apps, and target groups and backends of a load balancer, whose names differ by the color only; images may differ in
#   tag and digest, replicas as they like.
# related_resources:
#   - ref: https://martinfowler.com/bliki/BlueGreenDeployment.html
# custom:
#   id: paired-environments
#   pack: blue-green
#   default: off
#   sentence: Two environments are identical but for the version.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds:
#     - apps/*/Deployment
#     - aws_lb_target_group
#     - aws_alb_target_group
#     - google_compute_backend_service
#     - google_compute_region_backend_service
#     - google_cloud_run_v2_service
#     - azurerm_cdn_frontdoor_origin_group
#     - azurerm_container_app
#   siblings:
#     - apps/*/Deployment
#     - aws_lb_target_group
#     - aws_alb_target_group
#     - google_compute_backend_service
#     - google_compute_region_backend_service
#     - google_cloud_run_v2_service
#     - azurerm_cdn_frontdoor_origin_group
#     - azurerm_container_app
#   remediation: >-
#     Make both from one source, such as a Kustomize base with an overlay for each color or a Terraform module called twice, and let
#     nothing but the color and the image's tag be a variable.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       colors:
#         description: The words by which the names of two environments differ.
#         type: array
#         minItems: 2
#         items: {type: string, minLength: 1}
#         default: [blue, green]
#       versionVariables:
#         description: Environment variables that may differ because they say which version it is, as globs of their names.
#         type: array
#         items: {type: string, minLength: 1}
#         default: ["*VERSION*", "*COMMIT*", "*REVISION*", "*RELEASE*"]
package gatehouse.blue_green.paired_environments

import data.gatehouse.lib.color
import data.gatehouse.lib.glob
import data.gatehouse.lib.pointer

_parameters := data.config.parameters["paired-environments"]

_around := input.context.siblings["paired-environments"]

_name(resource) := object.get(resource.object, ["name"], resource.name) if {
	resource.source != "kubernetes"
} else := resource.name

_plain(value) := color.plain(value, _parameters.colors)

_colored if _plain(_name(input.resource)) != lower(json.marshal(_name(input.resource)))

# The other environment; of more than two of a kind each is compared with the first.
_twins := [other |
	some other in _around.resources
	other.type == input.resource.type
	object.get(other, "namespace", "") == object.get(input.resource, "namespace", "")
	color.paired(_name(other), _name(input.resource), _parameters.colors)
]

_twin := _twins[0]

not_applicable if not _colored

not_applicable if {
	not _twin
	_around.known
}

# What is compared as it is, for each type. What is not known on either side may be alike.
_settings := {
	"aws_lb_target_group": _target_group,
	"aws_alb_target_group": _target_group,
	"google_compute_backend_service": _backend_service,
	"google_compute_region_backend_service": _backend_service,
	"google_cloud_run_v2_service": {"ingress"},
	"azurerm_cdn_frontdoor_origin_group": {"health_probe", "load_balancing", "session_affinity_enabled"},
	"azurerm_container_app": {"revision_mode", "workload_profile_name"},
}

_target_group := {
	"port", "protocol", "protocol_version", "target_type", "vpc_id", "deregistration_delay", "slow_start",
	"load_balancing_algorithm_type", "health_check", "stickiness",
}

_backend_service := {
	"protocol", "port_name", "timeout_sec", "connection_draining_timeout_sec", "session_affinity", "affinity_cookie_ttl_sec",
	"locality_lb_policy", "load_balancing_scheme", "enable_cdn", "security_policy", "health_checks", "circuit_breakers",
	"outlier_detection",
}

_different contains [key] if {
	some key in _settings[input.resource.type]
	_plain(object.get(input.resource.object, [key], null)) != _plain(object.get(_twin.object, [key], null))
	not _open([key])
}

_open(keys) if {
	some resource in [input.resource, _twin]
	some place, _ in object.get(resource, "unknown", {})
	startswith($"{place}/", $"{pointer.of(keys)}/")
}

# A pod: its own settings, and those of each container.
_pods := {
	"google_cloud_run_v2_service": {"at": ["template", 0], "lists": ["containers"]},
	"azurerm_container_app": {"at": ["template", 0], "lists": ["container", "init_container"]},
}

_of := object.get(_pods, input.resource.type, {"at": ["spec", "template", "spec"], "lists": ["containers", "initContainers"]})

# These say what version it is, and how many there are of it.
_version := {"revision", "revision_suffix", "labels", "annotations", "scaling", "min_replicas", "max_replicas"}

_different contains place if {
	some resource in [input.resource, _twin]
	some key, _ in object.get(resource.object, _of.at, {})
	not key in _of.lists
	not key in _version
	place := array.concat(_of.at, [key])
	_plain(_of_pod(input.resource, key)) != _plain(_of_pod(_twin, key))
	not _open(place)
}

_of_pod(resource, key) := object.get(resource.object, array.concat(_of.at, [key]), null)

_different contains place if {
	some list in _of.lists
	some index, container in _of_pod(input.resource, list)
	some other in _of_pod(_twin, list)
	_plain(_container(other)) == _plain(_container(container))
	not _unclear(container, list)
	some one in [container, other]
	some key, _ in one
	_plain(_setting(container, key)) != _plain(_setting(other, key))
	place := array.concat(_of.at, [list, index, key])
	not _open(place)
}

_container(container) := object.get(container, "name", null)

# Which of several containers without a name is which cannot be told.
_unclear(container, list) if {
	_container(container) == null
	count(_of_pod(input.resource, list)) > 1
}

_different contains place if {
	some list in _of.lists
	_twin
	_names(input.resource, list) != _names(_twin, list)
	place := array.concat(_of.at, [list])
	not _open(place)
}

_names(resource, list) := {_plain(_container(container)) | some container in _of_pod(resource, list)}

# What is the version, or says it, may differ.
_setting(container, "image") := _repository(container.image)

_setting(container, "env") := {variable |
	some variable in container.env
	not glob.any_match(_parameters.versionVariables, variable.name)
}

_setting(container, key) := object.get(container, key, null) if not key in {"image", "env"}

_repository(image) := repository if {
	[[_, repository]] := regex.find_all_string_submatch_n(`^([^@]*?)(?::[^/:@]*)?(?:@.*)?$`, image, 1)
}

violations contains {
	"path": pointer.of(keys),
	"message": $"differs from {_name(_twin)}, so what was tried there says little of this one; make both alike",
} if {
	some keys in _different
}

# Of what stands alone nobody can say whether it has another environment, where not all is seen.
unknowns contains {"path": "", "message": "whether the other environment is the same is not known here"} if {
	_colored
	not _twin
	not _around.known
}
