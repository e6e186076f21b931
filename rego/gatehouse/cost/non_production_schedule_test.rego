package gatehouse.cost.non_production_schedule_test

import data.gatehouse.cost.non_production_schedule as rule

_parameters := {"start": "08:00", "stop": "19:00", "tags": ["Schedule"], "labels": ["env"], "nonProduction": ["dev"]}

_resource(type, labels, object) := {
	"type": type,
	"id": $"{type}.it",
	"labels": labels,
	"object": object,
	"facets": {"tags": {"state": "known", "unknownValues": []}},
}

_input(resource, resources) := {
	"resource": resource,
	"context": {"siblings": {"non-production-schedule": {"known": true, "resources": resources}}},
}

_judged(resource, resources) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	violations := rule.violations with input as _input(resource, resources)
		with data.config.parameters["non-production-schedule"] as _parameters
	unknowns := rule.unknowns with input as _input(resource, resources)
		with data.config.parameters["non-production-schedule"] as _parameters
}

_good := {"violations": 0, "unknowns": 0}

_bad := {"violations": 1, "unknowns": 0}

_open := {"violations": 0, "unknowns": 1}

_group := _resource("aws_autoscaling_group", {"env": "dev"}, {"name": "web", "max_size": 3})

_at(recurrence, size) := {
	"type": "aws_autoscaling_schedule",
	"id": $"aws_autoscaling_schedule.{size}",
	"object": {"autoscaling_group_name": "web", "recurrence": recurrence, "min_size": size, "max_size": size, "desired_capacity": size},
}

test_a_group_stops_and_starts_on_working_days if {
	_judged(_group, []) == _bad
	_judged(_group, [_at("0 19 * * 1-5", 0), _at("0 8 * * 1-5", 2)]) == _good
	_judged(_group, [_at("0 19 * * *", 0)]) == _good
	_judged(_group, [_at("0 22 * * 1-5", 0), _at("0 8 * * 1-5", 2)]) == _bad
	_judged(_group, [_at("0 19 * * 1-5", 0), _at("0 8 * * *", 2)]) == _bad
	_judged(_group, [_at("0 19 * * 1-5", 1)]) == _bad
}

test_a_schedule_that_is_not_known_yet_is_open if {
	schedule := object.union(_at(null, 0), {"unknown": {"/recurrence": {"references": [], "computed": false, "open": true}}})
	_judged(_group, [schedule]) == _open
}

test_a_tag_of_a_scheduler_counts if {
	_judged(_resource("aws_instance", {"env": "dev"}, {}), []) == _bad
	_judged(_resource("aws_instance", {"env": "dev", "schedule": "office-hours"}, {}), []) == _good
}

_call(arn, expression, text) := {
	"type": "aws_scheduler_schedule",
	"id": "aws_scheduler_schedule.stop",
	"object": {"schedule_expression": expression, "target": [{"arn": arn, "input": text}]},
}

test_a_call_that_stops_a_database if {
	database := _resource("aws_db_instance", {"env": "dev"}, {"identifier": "orders"})
	arn := "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance"
	_judged(database, [_call(arn, "cron(0 19 ? * MON-FRI *)", `{"DbInstanceIdentifier": "orders"}`)]) == _good
	_judged(database, [_call(arn, "cron(0 19 ? * MON-FRI *)", `{"DbInstanceIdentifier": "others"}`)]) == _bad
	_judged(database, [_call(arn, "cron(0 23 ? * MON-FRI *)", `{"DbInstanceIdentifier": "orders"}`)]) == _bad
	_judged(database, [_call("arn:aws:scheduler:::aws-sdk:rds:startDBInstance", "cron(0 19 ? * MON-FRI *)", `{"DbInstanceIdentifier": "orders"}`)]) == _bad
}

test_a_policy_that_stops_a_machine if {
	machine := _resource("google_compute_instance", {"env": "dev"}, {"resource_policies": ["/stop"]})
	policy := {
		"type": "google_compute_resource_policy",
		"id": "google_compute_resource_policy.stop",
		"object": {"self_link": "/stop", "instance_schedule_policy": [{"vm_stop_schedule": [{"schedule": "0 19 * * *"}]}]},
	}
	_judged(machine, [policy]) == _good
	_judged(machine, []) == _open
	_judged(_resource("google_compute_instance", {"env": "dev"}, {"resource_policies": []}), []) == _bad
}

test_a_shutdown_each_day if {
	machine := _resource("azurerm_linux_virtual_machine", {"env": "dev"}, {"id": "/vm"})
	shutdown := {
		"type": "azurerm_dev_test_global_vm_shutdown_schedule",
		"id": "azurerm_dev_test_global_vm_shutdown_schedule.it",
		"object": {"virtual_machine_id": "/vm", "enabled": true, "daily_recurrence_time": "1900"},
	}
	_judged(machine, [shutdown]) == _good
	_judged(machine, [object.union(shutdown, {"object": {"daily_recurrence_time": "2300"}})]) == _bad
	_judged(machine, [object.union(shutdown, {"object": {"enabled": false}})]) == _bad
}

_not_applicable(resource) if {
	rule.not_applicable with input as _input(resource, []) with data.config.parameters["non-production-schedule"] as _parameters
}

test_production_and_what_cannot_stop_is_not_judged if {
	_not_applicable(_resource("aws_instance", {"env": "prod"}, {}))
	_not_applicable(_resource("aws_autoscaling_group", {"env": "dev"}, {"max_size": 0}))
	_not_applicable(_resource("aws_db_instance", {"env": "dev"}, {"replicate_source_db": "orders"}))
	_not_applicable(_resource("aws_rds_cluster", {"env": "dev"}, {"serverlessv2_scaling_configuration": [{"min_capacity": 0}]}))
	not _not_applicable(_group)
}
