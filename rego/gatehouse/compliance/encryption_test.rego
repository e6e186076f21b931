package gatehouse.compliance.encryption_test

import data.gatehouse.compliance.encryption

_defaults := {"atRest": true, "inTransit": true, "requireCustomerKey": false, "types": {}, "maxContextAge": {"text": "10m", "value": 600}}

_violations(resource, parameters) := result if {
	result := encryption.violations with input as {"resource": resource}
		with data.config.parameters as {"encryption": object.union(object.remove(_defaults, parameters), parameters)}
}

_unknowns(resource, parameters) := result if {
	result := encryption.unknowns with input as {"resource": resource}
		with data.config.parameters as {"encryption": object.union(object.remove(_defaults, parameters), parameters)}
}

_volume(places) := {
	"source": "terraform",
	"type": "aws_ebs_volume",
	"operation": "create",
	"facets": {"encryption": places},
}

_class(operation, places) := {
	"source": "kubernetes",
	"type": "storage.k8s.io/v1/StorageClass",
	"operation": operation,
	"facets": {"encryption": places},
}

_remedy := {"text": "set encrypted = true", "path": "/encrypted", "value": true}

_open := {
	"aspect": "at-rest",
	"part": "the volume",
	"path": "/encrypted",
	"state": "unencrypted",
	"key": "provider",
	"keyPath": "/kms_key_id",
	"remedy": _remedy,
	"keyRemedy": {"text": "set kms_key_id", "snippet": "kms_key_id = aws_kms_key.NAME.arn"},
}

_closed := object.union(_open, {"state": "encrypted"})

_listener := {
	"aspect": "in-transit",
	"part": "traffic on port 80",
	"path": "/protocol",
	"state": "unencrypted",
}

_at_rest := {
	"path": "/encrypted",
	"message": "the volume: not encrypted at rest; set encrypted = true",
	"fix": {"description": "set encrypted = true", "offer": "encrypted = true"},
}

_own_key := {
	"path": "/kms_key_id",
	"message": "the volume: not encrypted with a key of your own; set kms_key_id",
	"fix": {"description": "set kms_key_id", "offer": "kms_key_id = aws_kms_key.NAME.arn"},
}

_in_transit := {"path": "/protocol", "message": "traffic on port 80: not encrypted in transit"}

test_encrypted_passes if {
	_violations(_volume([_closed]), {}) == set()
	_unknowns(_volume([_closed]), {}) == set()
}

test_unencrypted_violates if {
	_violations(_volume([_open, _listener]), {}) == {_at_rest, _in_transit}
	_unknowns(_volume([_open, _listener]), {}) == set()
}

test_only_what_is_asked_violates if {
	_violations(_volume([_open, _listener]), {"inTransit": false}) == {_at_rest}
	_violations(_volume([_open, _listener]), {"atRest": false}) == {_in_transit}
}

test_customer_key if {
	own := {"requireCustomerKey": true}
	_violations(_volume([_closed]), own) == {_own_key}
	_violations(_volume([_open]), own) == {_at_rest, _own_key}
	_violations(_volume([object.union(_closed, {"key": "customer"})]), own) == set()
	_violations(_volume([object.union(_closed, {"key": "unsupported"})]), own) == set()
	_violations(_volume([object.union(_listener, {"state": "encrypted"})]), own) == set()
}

test_customer_key_not_said_where_there_is_none_to_choose if {
	place := object.remove(_open, ["key", "keyPath", "keyRemedy"])
	_violations(_volume([place]), {"requireCustomerKey": true}) == {_at_rest}
}

test_unknown_key_is_unknown if {
	unknown := {{"path": "/kms_key_id", "message": "the volume: not known yet whose key encrypts it"}}
	own := {"requireCustomerKey": true}
	_violations(_volume([object.union(_closed, {"key": "unknown"})]), own) == set()
	_unknowns(_volume([object.union(_closed, {"key": "unknown"})]), own) == unknown
	_unknowns(_volume([object.remove(_closed, ["key"])]), own) == unknown
	_unknowns(_volume([object.union(_closed, {"key": "unknown"})]), {}) == set()
}

test_unknown_state_is_unknown if {
	place := object.union(_open, {"state": "unknown"})
	_violations(_volume([place]), {"requireCustomerKey": true}) == set()
	_unknowns(_volume([place]), {"requireCustomerKey": true}) == {{
		"path": "/encrypted",
		"message": "the volume: not known yet whether encrypted at rest",
	}}
	_unknowns(_volume([place]), {"atRest": false}) == set()
}

test_types_override if {
	_violations(_volume([_open]), {"types": {"aws_ebs_*": {"atRest": false}}}) == set()
	_violations(_volume([_open]), {"types": {"aws_s3_*": {"atRest": false}}}) == {_at_rest}
	_violations(_volume([_closed]), {"types": {"aws_*": {"requireCustomerKey": true}}}) == {_own_key}
}

test_the_closest_type_counts if {
	all := {"aws_*": {"atRest": false}, "aws_ebs*": {"atRest": true}, "aws_ebs_volume*": {"inTransit": false}}
	_violations(_volume([_open, _listener]), {"types": all}) == {_at_rest}
	exact := {"aws_ebs_volume*": {"atRest": true}, "aws_ebs_volume": {"atRest": false}}
	_violations(_volume([_open]), {"types": exact}) == set()
}

test_patched_where_kubernetes_allows if {
	remedy := {"text": "set encrypted to true", "path": "/parameters/encrypted", "value": "true"}
	place := object.union(object.remove(_open, ["remedy"]), {"path": "/parameters/encrypted", "remedy": remedy})
	violation := {
		"path": "/parameters/encrypted",
		"message": "the volume: not encrypted at rest; set encrypted to true",
	}
	fix := {
		"description": "set encrypted to true",
		"patch": [{"op": "add", "path": "/parameters/encrypted", "value": "true"}],
	}
	_violations(_class("create", [place]), {}) == {object.union(violation, {"fix": fix})}
	_violations(_class("exists", [place]), {}) == {object.union(violation, {"fix": fix})}
	_violations(_class("update", [place]), {}) == {violation}
}

test_two_at_one_path_are_one_violation if {
	other := object.union(_open, {"part": "its snapshots"})
	_violations(_volume([_open, other]), {}) == {{
		"path": "/encrypted",
		"message": concat("; ", [
			"its snapshots: not encrypted at rest; set encrypted = true",
			"the volume: not encrypted at rest; set encrypted = true",
		]),
		"fix": {"description": "set encrypted = true", "offer": "encrypted = true"},
	}}
}

_claim(place) := {
	"source": "kubernetes",
	"type": "v1/PersistentVolumeClaim",
	"operation": "create",
	"facets": {"encryption": [object.union(
		{"aspect": "at-rest", "part": "the volume", "path": "/spec/storageClassName", "state": "unknown"},
		place,
	)]},
}

_claimed(place, context, parameters) := {"violations": violations, "unknowns": unknowns} if {
	asked := {"resource": _claim(place), "context": context}
	given := {"encryption": object.union(_defaults, parameters)}
	found := encryption.violations with input as asked with data.config.parameters as given
	gaps := encryption.unknowns with input as asked with data.config.parameters as given
	violations := {violation.message | some violation in found}
	unknowns := {gap.message | some gap in gaps}
}

_fast(fields) := {"storageClass": {"ageSeconds": 5, "class": object.union(
	{"name": "fast", "provisioner": "ebs.csi.aws.com"},
	fields,
)}}

test_claim_is_what_its_class_makes_of_it if {
	place := {"storageClass": "fast"}
	encrypted := _fast({"encrypted": "encrypted", "key": "provider"})
	_claimed(place, encrypted, {}) == {"violations": set(), "unknowns": set()}
	_claimed(place, encrypted, {"requireCustomerKey": true}) == {
		"violations": {"the volume: not encrypted with a key of your own; its StorageClass fast names none: name a class that does"},
		"unknowns": set(),
	}
	_claimed(place, _fast({"encrypted": "unencrypted", "key": "provider"}), {}) == {
		"violations": {concat("", [
			"the volume: not encrypted at rest; its StorageClass fast declines it: ",
			"name a class whose volumes are encrypted",
		])},
		"unknowns": set(),
	}
}

_untold(why) := {
	"violations": set(),
	"unknowns": {$"the volume: not known whether encrypted at rest: {why}"},
}

test_claim_of_which_the_class_does_not_tell if {
	place := {"storageClass": "fast"}
	_claimed(place, _fast({"encrypted": "unknown"}), {}) == _untold("its StorageClass fast (ebs.csi.aws.com) does not say")
	_claimed(place, {}, {}) == _untold("its StorageClass fast is not known here")
	_claimed({"storageClass": ""}, {}, {}) == _untold("it names no StorageClass, and no default is known here")
	_claimed({}, {}, {}) == _untold("it takes a volume that is there")
	late := object.union(_fast({"encrypted": "unencrypted"}), {"storageClass": {"ageSeconds": 660}})
	_claimed(place, late, {}) == _untold(concat("", [
		"what is known of StorageClasses is 11 minutes old, more than 10m: ",
		"the watch of the cluster is behind",
	]))
}
