package gatehouse.gitops.external_secret_refresh_test

import data.gatehouse.gitops.external_secret_refresh as rule

_defaults := {"external-secret-refresh": {"maxInterval": {"text": "24h", "value": 86400}}}

_found(spec) := {violation.path: violation.message |
	some violation in rule.violations with input.resource.object as {"spec": spec}
		with data.config.parameters as _defaults
}

test_a_periodic_refresh_is_kept if {
	_found({}) == {}
	_found({"refreshInterval": "1h0m0s", "refreshPolicy": "Periodic"}) == {}
	_found({"refreshInterval": "24h"}) == {}
	_found({"refreshInterval": "nonsense"}) == {}
}

test_once_is_found if {
	once := {"/spec/refreshInterval": "refreshInterval 0 reads the secret only once; set refreshInterval: 1h"}
	_found({"refreshInterval": "0"}) == once
	_found({"refreshInterval": "0s"}) == once
	_found({"refreshPolicy": "CreatedOnce"}) == {"/spec/refreshPolicy": "refreshPolicy CreatedOnce reads the secret only once; set Periodic"}
	_found({"refreshPolicy": "OnChange", "refreshInterval": "0"}) == {"/spec/refreshPolicy": "refreshPolicy OnChange reads the secret only when this object changes; set Periodic"}
}

test_seldom_is_found if {
	_found({"refreshInterval": "720h"}) == {"/spec/refreshInterval": "the secret is read every 720h, less than every 24h; set refreshInterval: 1h"}
}

test_generated_secrets_are_not_judged if {
	generated := {"dataFrom": [{"sourceRef": {"generatorRef": {"kind": "Password", "name": "shop"}}}]}
	rule.not_applicable with input.resource.object as {"spec": generated}
	not rule.not_applicable with input.resource.object as {"spec": {"dataFrom": [{"extract": {"key": "shop"}}]}}
	not rule.not_applicable with input.resource.object as {"spec": {}}
}
