package gatehouse.self_healing.hpa_minimum_test

import data.gatehouse.self_healing.hpa_minimum

_found(resource) := {violation.path: violation.message |
	some violation in hpa_minimum.violations with input as {"resource": resource}
		with data.config.parameters as {"hpa-minimum": {"minReplicas": 2}}
}

_kubernetes(spec) := {"source": "kubernetes", "object": {"spec": spec}}

_terraform(spec) := {"source": "terraform", "object": {"spec": [spec]}, "unknown": {}}

test_two_are_enough if {
	_found(_kubernetes({"minReplicas": 2, "maxReplicas": 5})) == {}
	_found(_terraform({"min_replicas": 2, "max_replicas": 5})) == {}
}

test_one_is_found_also_as_the_default if {
	message := "the autoscaler may leave 1 pods; set the minimum to 2"
	_found(_kubernetes({"minReplicas": 1, "maxReplicas": 5})) == {"/spec/minReplicas": message}
	_found(_kubernetes({"maxReplicas": 5})) == {"/spec/minReplicas": message}
	_found(_kubernetes({"maxReplicas": 1})) == {"/spec/minReplicas": message}
	_found(_terraform({"max_replicas": 5})) == {"/spec/0/min_replicas": message}
}

test_no_room_to_grow_is_found if {
	message := "minimum and maximum are both 3, so the autoscaler can add nothing; raise the maximum"
	_found(_kubernetes({"minReplicas": 3, "maxReplicas": 3})) == {"/spec/maxReplicas": message}
}

test_what_is_known_after_apply_is_unknown if {
	mark := {"references": [{"type": "aws_ssm_parameter", "id": "x", "attribute": "value"}], "computed": false, "open": false}
	resource := object.union(_terraform({"max_replicas": 5}), {"unknown": {"/spec/0/min_replicas": mark}})
	_found(resource) == {}
	unknowns := hpa_minimum.unknowns with input as {"resource": resource}
	{unknown.path | some unknown in unknowns} == {"/spec/0/min_replicas"}
}
