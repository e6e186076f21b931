package gatehouse.scanning.sigstore_namespaces_test

import data.gatehouse.scanning.sigstore_namespaces

_input(name, labels, policies) := {
	"resource": {
		"type": "v1/Namespace",
		"name": name,
		"labels": labels,
		"object": {"metadata": {"name": name, "labels": labels}},
	},
	"context": {"siblings": {"sigstore-namespaces": {"known": true, "resources": policies}}},
}

_parameters(out) := {"sigstore-namespaces": {"optOut": out, "exempt": ["kube-*"]}}

_found(labels, out) := {violation.path |
	some violation in sigstore_namespaces.violations with input as _input("shop", labels, [{}])
		with data.config.parameters as _parameters(out)
}

test_a_namespace_opts_in if {
	_found({"policy.sigstore.dev/include": "true"}, false) == set()
	_found({"policy.sigstore.dev/include": "false"}, false) == {"/metadata/labels/policy.sigstore.dev~1include"}
	_found({}, false) == {"/metadata/labels/policy.sigstore.dev~1include"}
}

test_a_namespace_does_not_opt_out if {
	_found({}, true) == set()
	_found({"policy.sigstore.dev/exclude": "true"}, true) == {"/metadata/labels/policy.sigstore.dev~1exclude"}
}

test_what_is_not_judged if {
	sigstore_namespaces.not_applicable with input as _input("shop", {}, [])
		with data.config.parameters as _parameters(false)
	sigstore_namespaces.not_applicable with input as _input("kube-system", {}, [{}])
		with data.config.parameters as _parameters(false)
	not sigstore_namespaces.not_applicable with input as _input("shop", {}, [{}])
		with data.config.parameters as _parameters(false)
}
