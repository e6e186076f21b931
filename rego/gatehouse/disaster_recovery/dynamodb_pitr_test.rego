package gatehouse.disaster_recovery.dynamodb_pitr_test

import data.gatehouse.disaster_recovery.dynamodb_pitr

_violated(type, object) := {found.path: found.message |
	some found in dynamodb_pitr.violations with input.resource as {"type": type, "object": object, "unknown": {}}
}

_on := [{"enabled": true}]

_cannot(what) := $"the {what} cannot be restored to a point in time; switch point_in_time_recovery on"

test_tables_and_replicas_with_recovery_are_kept if {
	_violated("aws_dynamodb_table", {"point_in_time_recovery": _on}) == {}
	_violated("aws_dynamodb_table", {
		"point_in_time_recovery": _on,
		"replica": [{"region_name": "eu-west-1", "point_in_time_recovery": true}],
	}) == {}
	_violated("aws_dynamodb_table_replica", {"point_in_time_recovery": true}) == {}
}

test_a_table_without_it_is_found if {
	found := {"/point_in_time_recovery/0/enabled": _cannot("table")}
	_violated("aws_dynamodb_table", {}) == found
	_violated("aws_dynamodb_table", {"point_in_time_recovery": [{"enabled": false}]}) == found
}

test_each_replica_has_its_own if {
	replicas := [{"region_name": "eu-west-1", "point_in_time_recovery": true}, {"region_name": "us-east-1"}]
	_violated("aws_dynamodb_table", {"point_in_time_recovery": _on, "replica": replicas}) == {"/replica/1/point_in_time_recovery": _cannot("replica")}
	_violated("aws_dynamodb_table_replica", {}) == {"/point_in_time_recovery": _cannot("replica")}
}

test_a_variable_leaves_it_open if {
	resource := {
		"type": "aws_dynamodb_table",
		"object": {},
		"unknown": {"/point_in_time_recovery/0/enabled": {"references": [], "computed": false, "open": true}},
	}
	dynamodb_pitr.violations == set() with input.resource as resource
	count(dynamodb_pitr.unknowns) == 1 with input.resource as resource
}
