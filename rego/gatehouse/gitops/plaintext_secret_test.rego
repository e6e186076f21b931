package gatehouse.gitops.plaintext_secret_test

import data.gatehouse.gitops.plaintext_secret as rule

_parameters := {"plaintext-secret": {"exemptTypes": ["helm.sh/release*"]}}

_secret(object) := {"resource": {"type": "v1/Secret", "object": object}}

_exempt(object) if {
	rule.not_applicable with input as _secret(object) with data.config.parameters as _parameters
}

_found(object) := {violation.message |
	some violation in rule.violations with input as _secret(object) with data.config.parameters as _parameters
}

_data := {"data": {"password": "(sensitive value)"}}

_with(metadata) := object.union(_data, {"metadata": metadata})

test_a_secret_in_a_file_is_found if {
	_found(_data) == {"the secret is readable for everybody who can read this file; keep an ExternalSecret or a SealedSecret in Git in its place"}
	not _exempt(_data)
	not _exempt({"stringData": {"password": "(sensitive value)"}})
}

test_a_secret_that_was_applied_by_hand_is_found if {
	applied := _with({"uid": "1", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "(sensitive value)"}})
	_found(applied) == {"somebody applied the secret as it is; keep an ExternalSecret or a SealedSecret in Git in its place"}
	not _exempt(applied)
	not _exempt(_with({"uid": "1", "managedFields": [{"manager": "kubectl-create"}]}))
}

test_what_controllers_make_is_not_judged if {
	_exempt(_with({"ownerReferences": [{"kind": "ExternalSecret"}]}))
	_exempt(_with({"uid": "1", "managedFields": [{"manager": "controller"}]}))
	_exempt(object.union(_data, {"type": "helm.sh/release.v1"}))
}

test_what_is_encrypted_or_empty_is_not_judged if {
	_exempt(object.union(_data, {"sops": {"version": "3.9.0"}}))
	_exempt(_with({"annotations": {"avp.kubernetes.io/path": "secret/data/shop"}}))
	_exempt({"type": "Opaque"})
	_exempt({"data": {}})
}

_built(generators) := {"resource": {
	"type": "kustomize.config.k8s.io/v1beta1/Kustomization",
	"object": {"secretGenerator": generators},
}}

test_what_a_kustomization_writes_out_is_found if {
	generators := [
		{"name": "files", "envs": ["secret.env"]},
		{"name": "shop", "literals": ["password=x"]},
		{"name": "release", "type": "helm.sh/release.v1", "literals": ["a=b"]},
	]
	found := rule.violations with input as _built(generators) with data.config.parameters as _parameters
	{finding.path | some finding in found} == {"/secretGenerator/1/literals"}
}

test_a_kustomization_without_is_not_judged if {
	rule.not_applicable with input as _built([]) with data.config.parameters as _parameters
	rule.not_applicable with input as _built([{"name": "a", "files": ["a"]}]) with data.config.parameters as _parameters
}
