package gatehouse.gitops.argocd_project_wildcards_test

import data.gatehouse.gitops.argocd_project_wildcards as rule

_paths(spec, namespaces) := {violation.path |
	some violation in rule.violations with input.resource.object as {"spec": spec}
		with data.config.parameters as {"argocd-project-wildcards": {"namespaces": namespaces}}
}

_open := {
	"sourceRepos": ["https://git.example.com/shop/*", "*"],
	"sourceNamespaces": ["*"],
	"destinations": [{"server": "*", "namespace": "*"}, {"name": "*", "namespace": "shop"}],
	"clusterResourceWhitelist": [{"group": "*", "kind": "*"}],
}

test_each_wildcard_is_found if {
	_paths(_open, true) == {
		"/spec/sourceRepos/1",
		"/spec/sourceNamespaces/0",
		"/spec/destinations/0/server",
		"/spec/destinations/0/namespace",
		"/spec/destinations/1/name",
		"/spec/clusterResourceWhitelist/0",
	}
}

test_namespaces_can_be_left_out if {
	not "/spec/destinations/0/namespace" in _paths(_open, false)
}

test_lists_are_kept if {
	_paths({}, true) == set()
	_paths(
		{
			"sourceRepos": ["https://git.example.com/shop/*", "!https://git.example.com/shop/secret"],
			"destinations": [{"server": "https://kubernetes.default.svc", "namespace": "shop-*"}],
			"clusterResourceWhitelist": [{"group": "", "kind": "Namespace"}, {"group": "shop.example.com", "kind": "*"}],
		},
		true,
	) == set()
}
