package gatehouse.scanning.kyverno_verify_images_test

import data.gatehouse.scanning.kyverno_verify_images

_policy(spec) := {"type": "kyverno.io/v1/ClusterPolicy", "object": {"spec": spec}}

_image_policy(spec) := {"type": "policies.kyverno.io/v1/ImageValidatingPolicy", "object": {"spec": spec}}

_found(resource) := {violation.path |
	some violation in kyverno_verify_images.violations with input.resource as resource
}

_pipeline := {"issuer": "https://token.actions.githubusercontent.com", "subject": "https://github.com/shop/*"}

_verify(more) := {"rules": [{"verifyImages": [object.union(
	{"imageReferences": ["ghcr.io/shop/*"], "attestors": [{"entries": [{"keyless": _pipeline}]}]},
	more,
)]}]}

_place := "/spec/rules/0/verifyImages/0"

test_enforced_by_either_field if {
	_found(_policy(_verify({"failureAction": "Enforce"}))) == set()
	_found(_policy(object.union(_verify({}), {"validationFailureAction": "enforce"}))) == set()
}

test_audited if {
	_found(_policy(_verify({}))) == {$"{_place}/failureAction"}
	_found(_policy(object.union(_verify({"failureAction": "Audit"}), {"validationFailureAction": "Enforce"}))) == {
		$"{_place}/failureAction",
	}
}

test_holes if {
	_found(_policy(_verify({"failureAction": "Enforce", "required": false}))) == {$"{_place}/required"}
	_found(_policy(object.union(_verify({"failureAction": "Enforce"}), {"failurePolicy": "Ignore"}))) == {"/spec/failurePolicy"}
	hooked := {"webhookConfiguration": {"failurePolicy": "Ignore"}}
	_found(_policy(object.union(_verify({"failureAction": "Enforce"}), hooked))) == {"/spec/webhookConfiguration/failurePolicy"}
}

test_an_identity_names_both if {
	anybody := {"failureAction": "Enforce", "attestors": [{"entries": [{"keyless": {"issuer": "*", "subject": "*"}}]}]}
	_found(_policy(_verify(anybody))) == {$"{_place}/attestors/0/entries/0/keyless"}
	keys := {"failureAction": "Enforce", "attestors": [{"entries": [{"keys": {"publicKeys": "k8s://kyverno/key"}}]}]}
	_found(_policy(_verify(keys))) == set()
}

_attestor(identity) := {"attestors": [{"name": "build", "cosign": {"keyless": {"identities": [identity]}}}]}

test_an_image_validating_policy if {
	_found(_image_policy(_attestor(_pipeline))) == set()
	_found(_image_policy(object.union(_attestor(_pipeline), {"validationActions": ["Audit"]}))) == {"/spec/validationActions"}
	_found(_image_policy(object.union(_attestor(_pipeline), {"failurePolicy": "Ignore"}))) == {"/spec/failurePolicy"}
	_found(_image_policy(_attestor({"subjectRegExp": ".*", "issuer": "https://accounts.google.com"}))) == {
		"/spec/attestors/0/cosign/keyless/identities/0",
	}
	_found(_image_policy(object.union(_attestor(_pipeline), {"validationConfigurations": {"required": false}}))) == {
		"/spec/validationConfigurations/required",
	}
}

test_other_policies_are_not_judged if {
	kyverno_verify_images.not_applicable with input.resource as _policy({"rules": [{"validate": {}}]})
	not kyverno_verify_images.not_applicable with input.resource as _policy(_verify({}))
}
