package gatehouse.scanning.sigstore_policy_test

import data.gatehouse.scanning.sigstore_policy

_found(spec) := {violation.path: violation.message |
	resource := {"type": "policy.sigstore.dev/v1beta1/ClusterImagePolicy", "object": {"spec": spec}}
	some violation in sigstore_policy.violations with input.resource as resource
}

_pipeline := {"issuer": "https://token.actions.githubusercontent.com", "subjectRegExp": "^https://github.com/shop/.*"}

_keyless(identities) := {"authorities": [{"keyless": {"identities": identities}}]}

test_a_policy_that_names_who_signs if {
	_found(_keyless([_pipeline])) == {}
	_found({"mode": "enforce", "authorities": [{"key": {"data": "-----BEGIN PUBLIC KEY-----"}}]}) == {}
}

test_a_warning_is_not_enough if {
	_found({"mode": "warn", "authorities": []}) == {
		"/spec/mode": "images without a valid signature are only warned about; set mode: enforce",
	}
}

test_identities_are_asked_for if {
	anybody := {"/spec/authorities/0/keyless/identities": concat("", [
		"anybody's signature is accepted; ",
		"list identities with an issuer and a subject",
	])}
	_found(_keyless([])) == anybody
	_found({"authorities": [{"keyless": {"url": "https://fulcio.sigstore.dev"}}]}) == anybody
}

test_an_identity_names_both if {
	path := "/spec/authorities/0/keyless/identities/0"
	_found(_keyless([{"issuer": "https://accounts.google.com"}])) == {path: "any subject may have signed; name it"}
	_found(_keyless([{"issuerRegExp": ".*", "subject": "build@shop.example"}])) == {path: "any issuer may have signed; name it"}
	_found(_keyless([{"issuerRegExp": ".*", "subjectRegExp": ".*"}])) == {path: "any issuer may have signed; name it"}
}

test_passing_everything if {
	static := {"authorities": [{"static": {"action": "pass"}}]}
	object.keys(_found(object.union(static, {"images": [{"glob": "**"}]}))) == {"/spec/authorities/0/static/action"}
	_found(object.union(static, {"images": [{"glob": "registry.k8s.io/**"}]})) == {}
	_found({"images": [{"glob": "**"}], "authorities": [{"static": {"action": "fail"}}]}) == {}
}
