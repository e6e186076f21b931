# METADATA
# title: Data is encrypted at rest and in transit
# description: >-
#   A disk that is sold, a snapshot that is shared by mistake and a network that others use all give data away as it is
#   stored and as it travels. What the provider encrypts by itself counts as encrypted. A PersistentVolumeClaim is what its
#   StorageClass makes of it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/prescriptive-guidance/latest/encryption-best-practices/welcome.html
#   - ref: https://cloud.google.com/docs/security/encryption/default-encryption
#   - ref: https://learn.microsoft.com/azure/security/fundamentals/encryption-overview
#   - ref: https://kubernetes.io/docs/concepts/storage/storage-classes/
# custom:
#   id: encryption
#   pack: compliance
#   sentence: Tagged, encrypted, not public.
#   controls:
#     cis: [AWS 3.0.0 2.2.1, AWS 3.0.0 2.3.1, AWS 3.0.0 2.4.1, GCP 2.0.0 6.4, Azure 2.1.0 3.1, Azure 2.1.0 3.15,
#       Azure 2.1.0 4.1.5, Azure 2.1.0 4.3.1, Azure 2.1.0 4.4.1]
#     soc2: [CC6.1, CC6.7]
#     fsbp: [APIGateway.5, CloudFront.3, CloudFront.9, DataFirehose.1, DocumentDB.1, DynamoDB.3, DynamoDB.7, EC2.3,
#       EC2.7, EFS.1, ELB.1, ELB.3, ElastiCache.4, ElastiCache.5, EMR.3, EMR.4, ES.1, ES.3, Kinesis.1, MSK.1,
#       Neptune.1, Opensearch.1, Opensearch.3, RDS.3, RDS.27, SQS.1, Transfer.2, WorkSpaces.1, WorkSpaces.2]
#   severity: high
#   action: deny
#   facets: [encryption]
#   remediation: >-
#     Set the attribute that the message names. Most stores are encrypted only when they are made, so one that exists is
#     replaced, or copied into an encrypted one: plan for that. Where a key of your own is asked for, name a key whose
#     policy you control.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       atRest:
#         description: Ask for encryption where data is stored.
#         type: boolean
#         default: true
#       inTransit:
#         description: Ask for encryption where data travels.
#         type: boolean
#         default: true
#       requireCustomerKey:
#         description: >-
#           Where data is stored, accept only a key of your own, not the provider's; types that offer no choice pass.
#         type: boolean
#         default: false
#       maxContextAge:
#         description: What was last known of StorageClasses longer ago is not relied on, where they are watched.
#         type: string
#         format: duration
#         default: 10m
#       types:
#         description: >-
#           The first three for some types, as `{type: {requireCustomerKey: true}}`. A type is a glob; of several that match,
#           the type itself counts before a glob, and a longer glob before a shorter.
#         type: object
#         additionalProperties:
#           type: object
#           additionalProperties: false
#           properties:
#             atRest: {type: boolean}
#             inTransit: {type: boolean}
#             requireCustomerKey: {type: boolean}
#         default: {}
package gatehouse.compliance.encryption

import data.gatehouse.lib.age
import data.gatehouse.lib.findings
import data.gatehouse.lib.glob
import data.gatehouse.lib.remedies

parameters := data.config.parameters.encryption

violations := findings.by_path(_faults)

unknowns := findings.by_path(_gaps)

_aspects := {
	"at-rest": {"setting": "atRest", "text": "at rest"},
	"in-transit": {"setting": "inTransit", "text": "in transit"},
}

_faults contains fault if {
	some place in _asked
	place.state == "unencrypted"
	problem := $"{place.part}: not encrypted {_aspects[place.aspect].text}"
	fault := remedies.patched(input.resource, place.path, problem, object.get(place, "remedy", {}))
}

_faults contains fault if {
	some place in _asked
	_lacks_customer_key(place)
	problem := $"{place.part}: not encrypted with a key of your own"
	fault := remedies.patched(input.resource, _key_path(place), problem, object.get(place, "keyRemedy", {}))
}

_gaps contains gap if {
	some place in _asked
	place.state == "unknown"
	gap := {
		"path": place.path,
		"message": $"{place.part}: not known {_since(place)}",
	}
}

_since(place) := $"whether encrypted {_aspects[place.aspect].text}: {_why(place)}" if {
	endswith(input.resource.type, "/PersistentVolumeClaim")
} else := $"yet whether encrypted {_aspects[place.aspect].text}"

_why(place) := "it takes a volume that is there" if {
	not place.storageClass
} else := _outdated if {
	_outdated
} else := $"its StorageClass {_class.name} ({_class.provisioner}) does not say" if {
	_class
} else := "it names no StorageClass, and no default is known here" if {
	place.storageClass == ""
} else := $"its StorageClass {place.storageClass} is not known here"

_gaps contains gap if {
	some place in _asked
	_wants_customer_key(place)
	place.state == "encrypted"
	object.get(place, "key", "unknown") == "unknown"
	gap := {"path": _key_path(place), "message": $"{place.part}: not known yet whose key encrypts it"}
}

_asked contains place if {
	some written in input.resource.facets.encryption
	place := _decided(written)
	_setting(_aspects[place.aspect].setting, input.resource.type)
}

_class := input.context.storageClass.class if not _outdated

_outdated := concat("", [
	$"what is known of StorageClasses is {age.text(input.context.storageClass.ageSeconds)} old",
	$", more than {parameters.maxContextAge.text}: the watch of the cluster is behind",
]) if {
	input.context.storageClass.ageSeconds > parameters.maxContextAge.value
}

# Of a claim its class decides.
_decided(place) := object.union(place, {
	"state": _class.encrypted,
	"key": object.get(_class, "key", "unknown"),
	"remedy": {"text": $"its StorageClass {_class.name} declines it: name a class whose volumes are encrypted"},
	"keyRemedy": {"text": $"its StorageClass {_class.name} names none: name a class that does"},
}) if {
	is_string(place.storageClass)
	_class
} else := place

_wants_customer_key(place) if {
	place.aspect == "at-rest"
	_setting("requireCustomerKey", input.resource.type)
}

_lacks_customer_key(place) if {
	_wants_customer_key(place)
	place.state == "encrypted"
	place.key == "provider"
}

# Said together with the missing encryption, so that who mends the one does not then meet the other.
_lacks_customer_key(place) if {
	_wants_customer_key(place)
	place.state == "unencrypted"
	place.keyPath
	not object.get(place, "key", "provider") in {"customer", "unknown", "unsupported"}
}

_key_path(place) := object.get(place, "keyPath", place.path)

# A setting for a type: the override that names the type most closely, or the parameter for all types.
_setting(name, type) := value if {
	[_, _, pattern] := max({[exact, count(pattern), pattern] |
		some pattern, override in parameters.types
		is_boolean(override[name])
		glob.matches(pattern, type)
		exact := {true: 1, false: 0}[pattern == type]
	})
	value := parameters.types[pattern][name]
}

else := parameters[name]
