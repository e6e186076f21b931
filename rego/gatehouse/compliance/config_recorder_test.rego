package gatehouse.compliance.config_recorder_test

import data.gatehouse.compliance.config_recorder

_mark := {"references": [], "computed": false, "open": true}

_recorder(group) := {"type": "aws_config_configuration_recorder", "object": {"recording_group": group}, "unknown": {}}

_input(resource, others) := {
	"resource": resource,
	"context": {"siblings": {"config-recorder": {"known": true, "resources": others}}},
}

_found(resource, others) := {violation.path |
	some violation in config_recorder.violations with input as _input(resource, others)
		with data.config.parameters as {"config-recorder": {"globalTypes": true}}
}

_everything := [{"all_supported": true, "include_global_resource_types": true}]

_global := "/recording_group/0/include_global_resource_types"

test_everything_is_recorded if _found(_recorder(_everything), []) == set()

test_global_types_are_recorded_once if {
	_found(_recorder([{"all_supported": true}]), []) == {_global}
	_found(_recorder([]), []) == {_global}
	_found(_recorder([{"all_supported": true}]), [_recorder(_everything)]) == set()
}

test_global_types_may_be_recorded_elsewhere if {
	violations := config_recorder.violations with input as _input(_recorder([]), [])
		with data.config.parameters as {"config-recorder": {"globalTypes": false}}
	violations == set()
}

test_a_list_of_types_is_not_everything if {
	list := [{"all_supported": false, "resource_types": ["AWS::EC2::Instance"]}]
	_found(_recorder(list), []) == {"/recording_group/0/all_supported"}
	only := [{"all_supported": false, "recording_strategy": [{"use_only": "INCLUSION_BY_RESOURCE_TYPES"}]}]
	_found(_recorder(only), []) == {"/recording_group/0/all_supported"}
}

test_what_is_too_noisy_may_be_left_out if {
	without := [{"all_supported": false, "recording_strategy": [{"use_only": "EXCLUSION_BY_RESOURCE_TYPES"}]}]
	_found(_recorder(without), []) == set()
}

test_what_is_known_after_apply_is_open if {
	later := {"type": "aws_config_configuration_recorder", "object": {}, "unknown": {"/recording_group": _mark}}
	_found(later, []) == set()
	unknowns := config_recorder.unknowns with input as _input(later, [])
		with data.config.parameters as {"config-recorder": {"globalTypes": true}}
	unknowns == {{"path": "/recording_group", "message": "what is recorded is known only after apply"}}
}
