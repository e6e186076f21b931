package gatehouse.compliance.namespace_owner_test

import data.gatehouse.compliance.namespace_owner

_parameters := {"namespace-owner": {"annotations": ["contact", "owner"], "exempt": ["kube-*"]}}

_namespace(name, annotations) := {
	"source": "kubernetes",
	"type": "v1/Namespace",
	"object": {"metadata": {"name": name, "annotations": annotations}},
}

_found(resource) := {violation.path: violation.message |
	some violation in namespace_owner.violations with input.resource as resource
		with data.config.parameters as _parameters
}

_nobody(path) := {path: "nobody can be called about this namespace; annotate it with one of contact, owner"}

test_one_is_enough if {
	_found(_namespace("shop", {"contact": "shop@example.com"})) == {}
	_found(_namespace("shop", {"owner": "#shop"})) == {}
}

test_none_is_a_finding if {
	_found(_namespace("shop", {})) == _nobody("/metadata/annotations")
	_found(_namespace("shop", {"contact": " "})) == _nobody("/metadata/annotations")
	_found(_namespace("shop", {"team": "shop"})) == _nobody("/metadata/annotations")
}

_planned(annotations, unknown) := {
	"source": "terraform",
	"type": "kubernetes_namespace_v1",
	"object": {"metadata": [{"name": "shop", "annotations": annotations}]},
	"unknown": unknown,
}

test_terraform if {
	_found(_planned({"contact": "shop@example.com"}, {})) == {}
	_found(_planned(null, {})) == _nobody("/metadata/0/annotations")
	mark := {"references": [], "computed": false, "open": true}
	_found(_planned({}, {"/metadata/0/annotations": mark})) == {}
	unknowns := namespace_owner.unknowns with input.resource as _planned({}, {"/metadata/0/annotations/contact": mark})
		with data.config.parameters as _parameters
	count(unknowns) == 1
}

test_namespaces_of_the_cluster_itself_need_none if {
	namespace_owner.not_applicable with input.resource as _namespace("kube-system", {})
		with data.config.parameters as _parameters
	not namespace_owner.not_applicable with input.resource as _namespace("shop", {})
		with data.config.parameters as _parameters
}
