package gatehouse.secrets.secret_age_test

import data.gatehouse.secrets.secret_age as rule

_parameters := {"secret-age": {"maxDays": 30, "types": ["Opaque"], "rotatedAt": ["gatehouse.dev/rotated-at"]}}

_secret(object, days) := {
	"resource": {"object": object},
	"context": {"ageSeconds": days * 86400},
}

_found(object, days) := {violation.message |
	some violation in rule.violations with input as _secret(object, days) with data.config.parameters as _parameters
}

_made := {"metadata": {"creationTimestamp": "2026-09-01T00:00:00Z"}}

_rotated(when) := {"metadata": {"creationTimestamp": "2026-09-01T00:00:00Z", "annotations": {"gatehouse.dev/rotated-at": when}}}

test_old_secrets_are_found if {
	_found(_made, 83) == {"the secret is 83 days old; make it again every 30"}
	_found(_made, 30) == set()
}

test_a_secret_that_was_rotated_is_as_old_as_that if {
	_found(_rotated("2026-11-01T00:00:00Z"), 83) == set()
	_found(_rotated("2026-10-01T00:00:00Z"), 83) == {"the secret is 53 days old; make it again every 30"}
	_found(_rotated("last week"), 83) == {"the secret is 83 days old; make it again every 30"}
	_found(_rotated("2027-01-01T00:00:00Z"), 83) == set()
}

test_others_are_not_judged if {
	_exempt(object.union(_made, {"type": "kubernetes.io/tls"}))
	_exempt({"metadata": {"ownerReferences": [{"kind": "ExternalSecret"}]}})
	rule.not_applicable with input as {"resource": {"object": {}}, "context": {}} with data.config.parameters as _parameters
	not _exempt(_made)
}

_exempt(object) if {
	rule.not_applicable with input as _secret(object, 83) with data.config.parameters as _parameters
}
