package gatehouse.disaster_recovery.database_cross_region_test

import data.gatehouse.disaster_recovery.database_cross_region

_main := {
	"source": "terraform",
	"type": "aws_db_instance",
	"id": "aws_db_instance.main",
	"region": "eu-central-1",
	"object": {"identifier": "main", "arn": "arn:aws:rds:eu-central-1:123456789012:db:main"},
	"unknown": {},
}

_replica(region, source) := {
	"type": "aws_db_instance",
	"id": "aws_db_instance.replica",
	"region": region,
	"object": {"replicate_source_db": source},
	"unknown": {},
}

_input(resources, known) := {
	"resource": _main,
	"context": {"siblings": {"database-cross-region": {"known": known, "resources": resources}}},
}

_judged(resources, known) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	parameters := {"database-cross-region": {"acceptBackups": true}}
	violations := database_cross_region.violations with input as _input(resources, known)
		with data.config.parameters as parameters
	unknowns := database_cross_region.unknowns with input as _input(resources, known)
		with data.config.parameters as parameters
}

_kept := {"violations": 0, "unknowns": 0}

_broken := {"violations": 1, "unknowns": 0}

_open := {"violations": 0, "unknowns": 1}

test_a_replica_elsewhere_keeps_the_promise if _judged([_replica("eu-west-1", _main.object.arn)], true) == _kept

test_a_replica_in_the_same_region_does_not if _judged([_replica("eu-central-1", _main.object.arn)], true) == _broken

test_a_replica_of_another_database_does_not if _judged([_replica("eu-west-1", "other")], true) == _broken

test_none_is_a_violation_only_where_all_are_seen if {
	_judged([], true) == _broken
	_judged([], false) == _open
}

test_a_region_that_is_not_known_leaves_it_open if {
	_judged([object.remove(_replica("", _main.object.arn), {"region"})], true) == _open
}

test_a_reference_counts if {
	reference := {"type": "aws_db_instance", "id": _main.id, "attribute": "arn"}
	unknown := {"/replicate_source_db": {"references": [reference], "computed": false, "open": false}}
	replica := object.union(_replica("eu-west-1", null), {"unknown": unknown})
	_judged([replica], true) == _kept
}

test_a_replica_is_not_judged if {
	database_cross_region.not_applicable with input as {"resource": _replica("eu-west-1", _main.object.arn)}
	not database_cross_region.not_applicable with input as {"resource": _main}
}
