package gatehouse.cost.anomaly_subscription_test

import data.gatehouse.cost.anomaly_subscription as rule

_monitor := {
	"type": "aws_ce_anomaly_monitor",
	"id": "aws_ce_anomaly_monitor.services",
	"object": {"arn": "arn:aws:ce::111122223333:anomalymonitor/1", "name": "services"},
}

_subscription(object) := {"type": "aws_ce_anomaly_subscription", "id": "aws_ce_anomaly_subscription.shop", "object": object}

_judged(resources, known) := {"violations": count(violations), "unknowns": count(unknowns)} if {
	given := {
		"resource": _monitor,
		"context": {"siblings": {"anomaly-subscription": {"known": known, "resources": resources}}},
	}
	violations := rule.violations with input as given
	unknowns := rule.unknowns with input as given
}

_somebody := [{"type": "EMAIL", "address": "shop@example.com"}]

test_somebody_is_told if {
	subscription := _subscription({"monitor_arn_list": [_monitor.object.arn], "subscriber": _somebody})
	_judged([subscription], true) == {"violations": 0, "unknowns": 0}
}

test_a_reference_in_the_list_counts if {
	references := [{"type": _monitor.type, "id": _monitor.id, "attribute": "arn"}]
	subscription := object.union(
		_subscription({"monitor_arn_list": [null], "subscriber": _somebody}),
		{"unknown": {"/monitor_arn_list/0": {"references": references, "computed": false, "open": false}}},
	)
	_judged([subscription], true) == {"violations": 0, "unknowns": 0}
}

test_nobody_is_told if {
	_judged([], true) == {"violations": 1, "unknowns": 0}
	_judged([_subscription({"monitor_arn_list": [_monitor.object.arn], "subscriber": []})], true).violations == 1
	_judged([_subscription({"monitor_arn_list": ["another"], "subscriber": _somebody})], true).violations == 1
}

test_what_this_door_does_not_see_is_open if _judged([], false) == {"violations": 0, "unknowns": 1}

test_subscribers_that_are_not_known_yet_are_open if {
	subscription := object.union(
		_subscription({"monitor_arn_list": [_monitor.object.arn]}),
		{"unknown": {"/subscriber": {"references": [], "computed": false, "open": true}}},
	)
	_judged([subscription], true) == {"violations": 0, "unknowns": 1}
}
