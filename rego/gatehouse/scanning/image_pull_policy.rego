# METADATA
# title: A tag that moves is pulled each time
# description: >-
#   A node that has an image of that tag starts it without asking the registry. What was pushed and scanned today is then not what
#   runs, and each node may run another. It also starts private images for whoever knows their name.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
# custom:
#   id: image-pull-policy
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   severity: low
#   action: deny
#   facets: [containers]
#   kinds: [v1/Pod, v1/ReplicationController, apps/*, batch/*, argoproj.io/*/Rollout, kubernetes_*]
#   remediation: >-
#     Name a version or a digest, which need not be pulled again; or set `imagePullPolicy: Always`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       tags:
#         description: Tags that move, as globs. An image without a tag is `latest`.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [latest, main, master, stable, edge, nightly, dev, develop]
package gatehouse.scanning.image_pull_policy

import data.gatehouse.lib.attribute
import data.gatehouse.lib.container as containers
import data.gatehouse.lib.glob
import data.gatehouse.lib.hcl

_parameters := data.config.parameters["image-pull-policy"]

_terraform if {
	input.resource.source == "terraform"
	input.resource.type != "kubernetes_manifest"
}

_field := "image_pull_policy" if _terraform

else := "imagePullPolicy"

# Beside the image.
_keys(image) := array.concat(array.slice(keys, 0, count(keys) - 1), [_field]) if {
	keys := [_key(token) | some token in split(trim_prefix(image.path, "/"), "/")]
}

_key(token) := to_number(token) if regex.match(`^[0-9]+$`, token)

else := token

_tag(image) := object.get(image, "tag", "latest")

# What Kubernetes takes where nobody says.
_default("latest") := "Always"

_default(tag) := "IfNotPresent" if tag != "latest"

_faulty contains {"container": container, "tag": tag, "answer": answer} if {
	some container in input.resource.facets.containers
	container.image.state == "known"
	not container.image.digest
	tag := _tag(container.image)
	glob.any_match(_parameters.tags, tag)
	answer := attribute.read_or(input.resource, _keys(container.image), _default(tag))
	not attribute.undecided(answer)
	not attribute.is(answer, "Always")
}

violations contains {
	"path": fault.answer.path,
	"message": $"{containers.title(fault.container)}: the tag {fault.tag} moves, and is not pulled each time; set {_field} to Always",
	"fix": object.union({"description": "pull the image each time"}, _fix(fault.answer.path)),
} if {
	some fault in _faulty
}

_fix(path) := {"patch": [{"op": "add", "path": path, "value": "Always"}]} if input.resource.source == "kubernetes"

else := {"offer": hcl.assignment(path, "Always")}
