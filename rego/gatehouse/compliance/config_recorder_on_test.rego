package gatehouse.compliance.config_recorder_on_test

import data.gatehouse.compliance.config_recorder_on

_recorder := {
	"type": "aws_config_configuration_recorder",
	"id": "aws_config_configuration_recorder.this",
	"region": "eu-central-1",
	"object": {"name": "default"},
	"unknown": {},
}

_status(values, unknown) := {
	"type": "aws_config_configuration_recorder_status",
	"region": "eu-central-1",
	"object": values,
	"unknown": unknown,
}

_channel(region) := {
	"type": "aws_config_delivery_channel",
	"region": region,
	"object": {"s3_bucket_name": "config"},
	"unknown": {},
}

_on := _status({"name": "default", "is_enabled": true}, {})

_judged(others, known) := {"violations": violations, "unknowns": count(unknowns)} if {
	around := {"siblings": {"config-recorder-on": {"known": known, "resources": others}}}
	violations := {found.message |
		some found in config_recorder_on.violations with input as {"resource": _recorder, "context": around}
	}
	unknowns := config_recorder_on.unknowns with input as {"resource": _recorder, "context": around}
}

_kept := {"violations": set(), "unknowns": 0}

_open := {"violations": set(), "unknowns": 1}

_off := "is not switched on; add an aws_config_configuration_recorder_status with is_enabled = true"

_nowhere := "has nowhere to deliver to; add an aws_config_delivery_channel"

_broken(message) := {"violations": {$"the recorder {message}"}, "unknowns": 0}

test_on_and_delivers if _judged([_on, _channel("eu-central-1")], true) == _kept

test_off if {
	_judged([_channel("eu-central-1")], true) == _broken(_off)
	_judged([_status({"name": "default", "is_enabled": false}, {}), _channel("eu-central-1")], true) == _broken(_off)
	_judged([_status({"name": "other", "is_enabled": true}, {}), _channel("eu-central-1")], true) == _broken(_off)
}

test_nowhere_to_deliver_to if {
	_judged([_on], true) == _broken(_nowhere)
	_judged([_on, _channel("eu-west-1")], true) == _broken(_nowhere)
	_judged([], true) == _broken($"{_nowhere}, and {_off}")
}

test_what_is_not_seen_is_open if {
	_judged([], false) == _open
	mark := {"references": [], "computed": false, "open": true}
	_judged([_status({"is_enabled": true}, {"/name": mark}), _channel("eu-central-1")], true) == _open
	_judged([_status({"name": "default"}, {"/is_enabled": mark}), _channel("eu-central-1")], true) == _open
}
