package gatehouse.blue_green.rollout_promotion_test

import data.gatehouse.blue_green.rollout_promotion

_parameters(manual) := {"rollout-promotion": {"acceptManual": manual}}

_resource(strategy) := {"object": {"spec": {"strategy": {"blueGreen": strategy}}}}

_found(strategy, manual) := {violation.path |
	some violation in rollout_promotion.violations with input.resource as _resource(strategy)
		with data.config.parameters as _parameters(manual)
}

_services := {"activeService": "web", "previewService": "web-preview"}

_analysis := {"prePromotionAnalysis": {"templates": [{"templateName": "smoke-test"}]}}

_untested := "/spec/strategy/blueGreen/prePromotionAnalysis"

_preview := "/spec/strategy/blueGreen/previewService"

test_an_analysis_decides if _found(object.union(_services, _analysis), false) == set()

test_a_person_decides if {
	_found(object.union(_services, {"autoPromotionEnabled": false}), true) == set()
	_found(object.union(_services, {"autoPromotionEnabled": false}), false) == {_untested}
}

test_time_decides_nothing if {
	waits := object.union(_services, {"autoPromotionEnabled": false, "autoPromotionSeconds": 60})
	_found(waits, true) == {_untested}
	fixes := {violation.fix.patch |
		some violation in rollout_promotion.violations with input.resource as _resource(waits)
			with data.config.parameters as _parameters(true)
	}
	fixes == {[
		{"op": "add", "path": "/spec/strategy/blueGreen/autoPromotionEnabled", "value": false},
		{"op": "remove", "path": "/spec/strategy/blueGreen/autoPromotionSeconds"},
	]}
}

test_nothing_is_tried if {
	_found({"activeService": "web"}, true) == {_preview, _untested}
	_found(object.union(_analysis, {"activeService": "web", "previewService": "web"}), true) == {_preview}
}

test_other_strategies_are_not_judged if {
	resource := {"object": {"spec": {"strategy": {"canary": {}}}}}
	rollout_promotion.not_applicable with input.resource as resource with data.config.parameters as _parameters(true)
	violations := rollout_promotion.violations with input.resource as resource
		with data.config.parameters as _parameters(true)
	violations == set()
}
