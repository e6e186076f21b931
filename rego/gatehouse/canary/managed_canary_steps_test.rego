package gatehouse.canary.managed_canary_steps_test

import data.gatehouse.canary.managed_canary_steps

_parameters := {"managed-canary-steps": {"firstWeight": 1}}

_resource(type, values) := {"type": type, "object": values, "unknown": {}}

_found(resource) := {violation.path |
	some violation in managed_canary_steps.violations with input.resource as resource
		with data.config.parameters as _parameters
}

_skipped(resource) if managed_canary_steps.not_applicable with input.resource as resource

_pipeline(strategy) := _resource("google_clouddeploy_delivery_pipeline", {"serial_pipeline": [{"stages": [{"strategy": [strategy]}]}]})

_canary := "/serial_pipeline/0/stages/0/strategy/0/canary/0"

_percentages(list) := _pipeline({"canary": [{"canary_deployment": [{"percentages": list}]}]})

test_percentages_of_cloud_deploy if {
	_found(_percentages([1, 50])) == set()
	_found(_percentages([0, 1, 50])) == set()
	_found(_percentages([25, 50])) == {$"{_canary}/canary_deployment/0/percentages"}
	_found(_percentages([0, 25])) == {$"{_canary}/canary_deployment/0/percentages"}
}

test_phases_of_cloud_deploy if {
	phases := [{"phase_id": "dark", "percentage": 0}, {"phase_id": "some", "percentage": 20}, {"phase_id": "half", "percentage": 50}]
	_found(_pipeline({"canary": [{"custom_canary_deployment": [{"phase_configs": phases}]}]})) == {
		$"{_canary}/custom_canary_deployment/0/phase_configs/1/percentage",
	}
}

test_a_pipeline_without_a_canary_is_not_judged if {
	_skipped(_pipeline({"standard": [{"verify": true}], "canary": []}))
	not _skipped(_percentages([1]))
}

_config(routing) := _resource("aws_codedeploy_deployment_config", {"traffic_routing_config": [routing]})

test_configurations_of_codedeploy if {
	_found(_config({"type": "TimeBasedCanary", "time_based_canary": [{"percentage": 1, "interval": 5}]})) == set()
	_found(_config({"type": "TimeBasedLinear", "time_based_linear": [{"percentage": 10, "interval": 5}]})) == {
		"/traffic_routing_config/0/time_based_linear/0/percentage",
	}
	_skipped(_config({"type": "AllAtOnce"}))
}

_group(name) := _resource("aws_codedeploy_deployment_group", {"deployment_config_name": name})

test_configurations_that_come_with_codedeploy if {
	_found(_group("CodeDeployDefault.ECSCanary10Percent5Minutes")) == {"/deployment_config_name"}
	_found(_group("CodeDeployDefault.LambdaLinear10PercentEvery1Minute")) == {"/deployment_config_name"}
	_skipped(_group("CodeDeployDefault.ECSAllAtOnce"))
	_skipped(_group("shop-one-percent"))
}

test_what_is_known_after_apply_is_unknown if {
	place := $"{_canary}/canary_deployment/0/percentages"
	mark := {"references": [], "computed": false, "open": true}
	pipeline := object.union(_pipeline({"canary": [{"canary_deployment": [{}]}]}), {"unknown": {place: mark}})
	_found(pipeline) == set()
	unknowns := managed_canary_steps.unknowns with input.resource as pipeline
	{unknown.path | some unknown in unknowns} == {place}
}
