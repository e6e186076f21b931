package gatehouse.gitops.sealed_secret_scope_test

import data.gatehouse.gitops.sealed_secret_scope as rule

_found(annotations, namespace_wide) := {violation.message |
	some violation in rule.violations with input.resource.object as {"metadata": {"annotations": annotations}}
		with data.config.parameters as {"sealed-secret-scope": {"namespaceWide": namespace_wide}}
}

_cluster := "sealedsecrets.bitnami.com/cluster-wide"

_namespace := "sealedsecrets.bitnami.com/namespace-wide"

test_cluster_wide_is_found if {
	_found({_cluster: "true"}, true) == {"the secret opens in every namespace; seal it again for its own"}
	_found({_cluster: "true", _namespace: "true"}, false) == {"the secret opens in every namespace; seal it again for its own"}
}

test_namespace_wide_is_found_where_asked_for if {
	_found({_namespace: "true"}, true) == set()
	_found({_namespace: "true"}, false) == {"the secret opens under any name in its namespace; seal it again for its own"}
}

test_strict_is_kept if _found({_cluster: "false"}, false) == set()
