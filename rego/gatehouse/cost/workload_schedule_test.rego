package gatehouse.cost.workload_schedule_test

import data.gatehouse.cost.workload_schedule as rule

_parameters := {
	"start": "08:00",
	"stop": "19:00",
	"byDefault": false,
	"labels": ["env"],
	"nonProduction": ["dev"],
}

_namespace(annotations) := {"name": "shop", "labels": {"env": "dev"}, "annotations": annotations}

_input(annotations, namespace, resources) := {
	"resource": {
		"type": "apps/v1/Deployment",
		"name": "web",
		"namespace": "shop",
		"labels": {},
		"object": {"metadata": {"name": "web", "annotations": annotations}, "spec": {"replicas": 2}},
	},
	"context": object.union(namespace, {"siblings": {"workload-schedule": {"known": true, "resources": resources}}}),
}

_judged(given, parameters) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	violations := rule.violations with input as given with data.config.parameters["workload-schedule"] as parameters
	unknowns := rule.unknowns with input as given with data.config.parameters["workload-schedule"] as parameters
}

_of(annotations, around, resources) := _judged(_input(annotations, {"namespace": _namespace(around)}, resources), _parameters)

_good := {"violations": 0, "unknowns": 0}

_bad := {"violations": 1, "unknowns": 0}

_uptime := {"downscaler/uptime": "Mon-Fri 08:00-19:00 Europe/Berlin"}

test_nothing_is_found if _of({}, {}, []) == _bad

test_an_annotation_is_kept_here_or_there if {
	_of(_uptime, {}, []) == _good
	_of({}, _uptime, []) == _good
	_of({}, {"downscaler/downtime": "Sat-Sun 00:00-24:00 UTC"}, []) == _good
}

test_uptime_at_night_is_found if _of({"downscaler/uptime": "Mon-Sun 06:00-23:00 UTC"}, {}, []) == _bad

test_its_own_annotation_goes_before if _of({"downscaler/exclude": "true"}, _uptime, []) == _bad

_scaler(minimum) := {
	"type": "keda.sh/v1alpha1/ScaledObject",
	"namespace": "shop",
	"object": {"spec": {"scaleTargetRef": {"name": "web"}, "minReplicaCount": minimum}},
}

test_a_scaler_that_goes_down_to_none_is_kept if {
	_of({}, {}, [_scaler(0)]) == _good
	_of({}, {}, [_scaler(1)]) == _bad
	_of({}, {}, [object.union(_scaler(0), {"namespace": "other"})]) == _bad
}

_sleep(spec) := {"type": "kube-green.com/v1alpha1/SleepInfo", "namespace": "shop", "object": {"spec": spec}}

test_a_namespace_that_sleeps if {
	_of({}, {}, [_sleep({"weekdays": "1-5", "sleepAt": "19:00", "wakeUpAt": "08:00"})]) == _good
	_of({}, {}, [_sleep({"weekdays": "*", "sleepAt": "19:00"})]) == _good
	_of({}, {}, [_sleep({"weekdays": "*", "sleepAt": "19:00", "wakeUpAt": "08:00"})]) == _bad
	_of({}, {}, [_sleep({"weekdays": "1-5", "sleepAt": "23:00"})]) == _bad
	_of({}, {}, [_sleep({"weekdays": "1-5", "sleepAt": "19:00", "suspendDeployments": false})]) == _bad
	_of({}, {}, [_sleep({"weekdays": "1-5", "sleepAt": "19:00", "excludeRef": [{"kind": "Deployment", "name": "web"}]})]) == _bad
}

test_a_cluster_that_does_so_by_default if {
	parameters := object.union(_parameters, {"byDefault": true})
	_judged(_input({}, {"namespace": _namespace({})}, []), parameters) == _good
	_judged(_input({"downscaler/exclude": "true"}, {"namespace": _namespace({})}, []), parameters) == _bad
}

test_a_namespace_that_is_not_seen_may_say_it if {
	given := object.union(_input({}, {}, []), {"resource": {"labels": {"env": "dev"}}})
	_judged(given, _parameters) == {"violations": 0, "unknowns": 1}
}

test_production_is_not_judged if {
	given := object.union(_input({}, {"namespace": _namespace({})}, []), {"resource": {"labels": {"env": "prod"}}})
	rule.not_applicable with input as given with data.config.parameters["workload-schedule"] as _parameters
}
