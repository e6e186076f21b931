package gatehouse.canary.strict_mtls_test

import data.gatehouse.canary.strict_mtls

_found(namespace, spec) := {violation.path |
	some violation in strict_mtls.violations with input.resource as {"namespace": namespace, "object": {"spec": spec}}
		with data.config.parameters as {"strict-mtls": {"rootNamespace": "istio-system"}}
}

_here := "/spec/mtls/mode"

test_strict_is_kept if {
	_found("istio-system", {"mtls": {"mode": "STRICT"}}) == set()
	_found("shop", {"mtls": {"mode": "STRICT"}, "portLevelMtls": {"8080": {"mode": "STRICT"}}}) == set()
}

test_permissive_and_disabled_are_found if {
	_found("shop", {"mtls": {"mode": "PERMISSIVE"}}) == {_here}
	_found("shop", {"mtls": {"mode": "DISABLE"}}) == {_here}
}

test_what_is_inherited_is_kept_but_at_the_root if {
	_found("shop", {}) == set()
	_found("istio-system", {}) == {_here}
	_found("istio-system", {"mtls": {"mode": "UNSET"}}) == {_here}
	_found("istio-system", {"selector": {"matchLabels": {"app": "gateway"}}}) == set()
}

test_a_port_is_found if {
	spec := {"mtls": {"mode": "STRICT"}, "portLevelMtls": {"8080": {"mode": "DISABLE"}, "9090": {"mode": "UNSET"}}}
	_found("shop", spec) == {"/spec/portLevelMtls/8080/mode"}
}
