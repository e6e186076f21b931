package gatehouse.blue_green.clouddeploy_rollback_test

import data.gatehouse.blue_green.clouddeploy_rollback

_pipeline(strategies) := {
	"type": "google_clouddeploy_delivery_pipeline",
	"id": "google_clouddeploy_delivery_pipeline.shop",
	"object": {"name": "shop", "serial_pipeline": [{"stages": [{"target_id": "t", "strategy": strategy} | some strategy in strategies]}]},
	"unknown": {},
}

_verified := [{"standard": [{"verify": true}]}]

_automation(rule) := {
	"type": "google_clouddeploy_automation",
	"id": "google_clouddeploy_automation.shop",
	"object": {"delivery_pipeline": "shop", "rules": [rule]},
	"unknown": {},
}

_repair(phase) := {"repair_rollout_rule": [{"repair_phases": [phase]}]}

_back := _automation(_repair({"retry": [], "rollback": [null]}))

_input(pipeline, others, known) := {
	"resource": pipeline,
	"context": {"siblings": {"clouddeploy-rollback": {"resources": others, "known": known}}},
}

_found(pipeline, others) := {violation.path |
	some violation in clouddeploy_rollback.violations with input as _input(pipeline, others, true)
}

_strategy(stage) := $"/serial_pipeline/0/stages/{stage}/strategy"

test_a_pipeline_that_goes_back if {
	_found(_pipeline([_verified]), [_back]) == set()
	_found(_pipeline([_verified]), [_automation(_repair({"rollback": [{"destination_phase": "stable"}]}))]) == set()
}

test_an_automation_that_does_not_go_back if {
	_found(_pipeline([_verified]), []) == {""}
	_found(_pipeline([_verified]), [_automation(_repair({"retry": [{"attempts": "1"}], "rollback": []}))]) == {""}
	_found(_pipeline([_verified]), [_automation({"promote_release_rule": [{"id": "next"}], "repair_rollout_rule": []})]) == {""}
	suspended := object.union(_back, {"object": object.union(_back.object, {"suspended": true})})
	_found(_pipeline([_verified]), [suspended]) == {""}
	other := object.union(_back, {"object": object.union(_back.object, {"delivery_pipeline": "other"})})
	_found(_pipeline([_verified]), [other]) == {""}
}

test_only_the_last_stage_must_be_verified if {
	_found(_pipeline([[], _verified]), [_back]) == set()
	_found(_pipeline([_verified, []]), [_back]) == {_strategy(1)}
	_found(_pipeline([[{"standard": [{"verify": false}]}]]), [_back]) == {_strategy(0)}
	_found(_pipeline([[{"standard": [{"verify": false, "postdeploy": [{"actions": ["test"]}]}]}]]), [_back]) == set()
}

test_a_canary_is_verified_or_analysed if {
	canary := [{"canary": [{"canary_deployment": [{"percentages": [1], "verify": true}]}]}]
	_found(_pipeline([canary]), [_back]) == set()
	analysed := [{"canary": [{"canary_deployment": [{"percentages": [1], "analysis": [{"duration": "600s"}]}]}]}]
	_found(_pipeline([analysed]), [_back]) == set()
	phases := [{"percentage": 1, "verify": true}, {"percentage": 50}]
	_found(_pipeline([[{"canary": [{"custom_canary_deployment": [{"phase_configs": phases}]}]}]]), [_back]) == set()
	_found(_pipeline([[{"canary": [{"canary_deployment": [{"percentages": [1]}]}]}]]), [_back]) == {_strategy(0)}
}

test_what_is_not_seen_is_unknown if {
	asked := _input(_pipeline([_verified]), [], false)
	violations := clouddeploy_rollback.violations with input as asked
	violations == set()
	unknowns := clouddeploy_rollback.unknowns with input as asked
	{unknown.path | some unknown in unknowns} == {""}
	mark := {"references": [], "computed": false, "open": true}
	pipeline := object.union(_pipeline([[{"standard": [{}]}]]), {"unknown": {$"{_strategy(0)}/0/standard/0/verify": mark}})
	_found(pipeline, [_back]) == set()
	open := clouddeploy_rollback.unknowns with input as _input(pipeline, [_back], true)
	{unknown.path | some unknown in open} == {_strategy(0)}
}

test_a_pipeline_that_is_suspended_is_not_judged if {
	pipeline := object.union(_pipeline([[]]), {"object": object.union(_pipeline([[]]).object, {"suspended": true})})
	clouddeploy_rollback.not_applicable with input as _input(pipeline, [], true)
}
