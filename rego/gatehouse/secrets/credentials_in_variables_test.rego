package gatehouse.secrets.credentials_in_variables_test

import data.gatehouse.secrets.credentials_in_variables

_variable(id, name, object) := {"resource": {
	"type": "terraform_variable",
	"id": id,
	"name": name,
	"object": object,
}}

_root(name, object) := _variable($"var.{name}", name, object)

_judged(asked) := _allowing(asked, [])

_allowing(asked, allow) := {
	"violations": {finding | some finding in violations},
	"unknowns": {finding.path | some finding in unknowns},
} if {
	violations := credentials_in_variables.violations with input as asked
		with data.config.parameters as {"credentials-in-variables": {"allow": allow}}
	unknowns := credentials_in_variables.unknowns with input as asked
		with data.config.parameters as {"credentials-in-variables": {"allow": allow}}
}

_of_no_concern(asked) if {
	credentials_in_variables.not_applicable with input as asked
		with data.config.parameters as {"credentials-in-variables": {"allow": []}}
}

_nothing := {"violations": set(), "unknowns": set()}

test_a_default_is_in_git if {
	_judged(_root("db_password", {"sensitive": false, "default": "Tr0ub4dor&3"})).violations == {{
		"path": "/default",
		"message": concat("", [
			"a password is the default of variable db_password, which is in Git",
			"; have it come from where secrets are kept",
		]),
	}}
	nested := {"sensitive": false, "default": [{"user": "shop", "password": "Tr0ub4dor&3"}]}
	some finding in _judged(_root("databases", nested)).violations
	finding.path == "/default/0/password"
	contains(finding.message, "variable databases, under password")
}

test_a_value_is_shown_unless_it_is_sensitive if {
	some finding in _judged(_root("password", {"sensitive": false, "value": "Tr0ub4dor&3"})).violations
	startswith(finding.message, "a password is given for variable password, which the plan shows")
	_judged(_root("password", {"sensitive": true, "value": "(sensitive value)"})) == _nothing
}

test_what_a_module_is_given_is_in_git if {
	module := _variable("module.a.var.password", "password", {"sensitive": false, "value": "Tr0ub4dor&3"})
	some finding in _judged(module).violations
	startswith(finding.message, "a password is written into the configuration for variable password, which is in Git")
}

test_what_is_not_shown_is_unknown if {
	_judged(_root("password", {"sensitive": true, "default": "(sensitive value)"})).unknowns == {"/default"}
	module := _variable("module.a.var.password", "password", {"sensitive": true, "value": "(sensitive value)"})
	_judged(module).unknowns == {"/value"}
}

test_files_are_read_by_line if {
	settings := "host=db\npassword=Tr0ub4dor&3\n"
	count(_judged(_root("settings", {"sensitive": false, "default": settings})).violations) == 1
}

test_some_may_be_allowed if {
	_allowing(_root("db_password", {"sensitive": false, "default": "Tr0ub4dor&3"}), ["db_*"]) == _nothing
}

test_other_variables_are_of_no_concern if {
	_of_no_concern(_root("region", {"sensitive": false, "default": "eu-central-1"}))
	not _of_no_concern(_root("db_password", {"sensitive": false}))
	not _of_no_concern(_root("anything", {"sensitive": true}))
}
