# METADATA
# title: Volumes are of the current generation
# description: >-
#   A gp3 volume costs a fifth less than a gp2 of the same size, has 3000 operations a second at any size, and can be changed to while
#   it is in use. Who still writes gp2, or says nothing and so gets it, pays more for less.
# related_resources:
#   - ref: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
#   - ref: https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
# custom:
#   id: volume-generation
#   pack: cost
#   default: off
#   sentence: Every spend has an owner and an end.
#   severity: low
#   action: warn
#   kinds:
#     - aws_ebs_volume
#     - aws_instance
#     - aws_launch_template
#     - aws_launch_configuration
#     - aws_db_instance
#     - kubernetes_storage_class*
#     - storage.k8s.io/*/StorageClass
#   remediation: >-
#     Write the type that the message names (`type`, `volume_type` or `storage_type`). Volumes of EC2 and RDS change while they are in
#     use. What a StorageClass holds cannot be changed: make a new one, and move the annotation
#     `storageclass.kubernetes.io/is-default-class` to it.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       successors:
#         description: What is to be written in place of a type.
#         type: object
#         additionalProperties: {type: string, minLength: 1}
#         default: {gp2: gp3, io1: io2}
package gatehouse.cost.volume_generation

import data.gatehouse.lib.attribute
import data.gatehouse.lib.remedies

_parameters := data.config.parameters["volume-generation"]

_type := input.resource.type

_is_class if endswith(_type, "/StorageClass")

_is_class if startswith(_type, "kubernetes_storage_class")

# Other provisioners have types of their own.
_provisioner := attribute.read(input.resource, ["provisioner"]) if endswith(_type, "/StorageClass")

else := attribute.read(input.resource, ["storage_provisioner"])

not_applicable if {
	_is_class
	not _provisioner.value in {"ebs.csi.aws.com", "kubernetes.io/aws-ebs"}
	not attribute.undecided(_provisioner)
}

# The driver in the tree takes gp2 where a class says nothing, and so does EC2 for a volume of its own. An instance's volume is of
# the type that its image names.
_answers contains attribute.read_or(input.resource, ["type"], "gp2") if _type == "aws_ebs_volume"

_answers contains attribute.read_or(input.resource, ["parameters", "type"], "gp2") if {
	_is_class
	_provisioner.value == "kubernetes.io/aws-ebs"
}

_answers contains attribute.read(input.resource, ["parameters", "type"]) if {
	_is_class
	_provisioner.value != "kubernetes.io/aws-ebs"
}

_answers contains attribute.read(input.resource, ["storage_type"]) if _type == "aws_db_instance"

_answers contains attribute.read(input.resource, array.concat(keys, ["volume_type"])) if {
	_type in {"aws_instance", "aws_launch_configuration"}
	some block in ["root_block_device", "ebs_block_device"]
	some keys in attribute.blocks(input.resource, [block])
}

_answers contains attribute.read(input.resource, array.concat(mapping, ["ebs", 0, "volume_type"])) if {
	_type == "aws_launch_template"
	some mapping in attribute.blocks(input.resource, ["block_device_mappings"])
}

violations contains remedies.patched(input.resource, answer.path, $"the volume type {answer.value} is outdated", remedy) if {
	some answer in _answers
	successor := _parameters.successors[answer.value]
	remedy := {"path": answer.path, "value": successor, "text": $"set {successor}"}
}

unknowns contains attribute.unknown(answer, "the type of the volume") if some answer in _answers
