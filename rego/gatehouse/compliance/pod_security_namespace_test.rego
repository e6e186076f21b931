package gatehouse.compliance.pod_security_namespace_test

import data.gatehouse.compliance.pod_security_namespace

_parameters(level) := {"pod-security-namespace": {"level": level, "exempt": ["kube-*"]}}

_namespace(name, labels) := {
	"source": "kubernetes",
	"type": "v1/Namespace",
	"object": {"metadata": {"name": name, "labels": labels}},
}

_found(labels, level) := {violation.message |
	some violation in pod_security_namespace.violations with input.resource as _namespace("shop", labels)
		with data.config.parameters as _parameters(level)
}

_enforce := "pod-security.kubernetes.io/enforce"

test_the_level_is_enforced if {
	_found({_enforce: "baseline"}, "baseline") == set()
	_found({_enforce: "restricted"}, "baseline") == set()
	_found({_enforce: "restricted"}, "restricted") == set()
}

test_less_is_enforced if {
	_found({}, "baseline") == {"every Pod is admitted; set the label pod-security.kubernetes.io/enforce: baseline"}
	_found({"pod-security.kubernetes.io/warn": "restricted"}, "baseline") == _found({}, "baseline")
	_found({_enforce: "privileged"}, "baseline") == {concat("", [
		"Pods are held to privileged only; ",
		"set the label pod-security.kubernetes.io/enforce: baseline",
	])}
	count(_found({_enforce: "baseline"}, "restricted")) == 1
	count(_found({_enforce: "strict"}, "baseline")) == 1
}

test_terraform if {
	mark := {"references": [], "computed": false, "open": true}
	resource := {
		"source": "terraform",
		"type": "kubernetes_namespace",
		"object": {"metadata": [{"name": "shop"}]},
		"unknown": {},
	}
	violations := pod_security_namespace.violations with input.resource as resource
		with data.config.parameters as _parameters("baseline")
	{violation.path | some violation in violations} == {"/metadata/0/labels/pod-security.kubernetes.io~1enforce"}
	later := object.union(resource, {"unknown": {"/metadata/0/labels": mark}})
	unknowns := pod_security_namespace.unknowns with input.resource as later
		with data.config.parameters as _parameters("baseline")
	count(unknowns) == 1
}

test_namespaces_of_the_cluster_itself_are_exempt if {
	pod_security_namespace.not_applicable with input.resource as _namespace("kube-system", {})
		with data.config.parameters as _parameters("baseline")
	not pod_security_namespace.not_applicable with input.resource as _namespace("shop", {})
		with data.config.parameters as _parameters("baseline")
}
