# METADATA
# title: What a scan finds reaches somebody
# description: >-
#   A scanner that writes its findings where nobody looks is a scanner that is switched off. ECR, Inspector and Security Hub send
#   each finding to EventBridge; without a rule that matches them and a target that takes them, they stay in a console.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
#   - ref: https://docs.aws.amazon.com/inspector/latest/user/findings-managing-automating-responses.html
# custom:
#   id: scan-findings-route
#   pack: scanning
#   default: off
#   sentence: Nothing unscanned runs.
#   severity: high
#   action: warn
#   doors: [ci, audit]
#   kinds: [set/terraform]
#   siblings:
#     - aws_ecr_registry_scanning_configuration
#     - aws_inspector2_enabler
#     - aws_cloudwatch_event_rule
#     - aws_cloudwatch_event_target
#   remediation: >-
#     Add an `aws_cloudwatch_event_rule` with `event_pattern = jsonencode({source = ["aws.inspector2"], "detail-type" = ["Inspector2
#     Finding"]})` (`aws.ecr` and `ECR Image Scan` for basic scanning), and an `aws_cloudwatch_event_target` of it: a topic, a queue
#     or a function.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       sources:
#         description: Event sources that carry findings.
#         type: array
#         items: {type: string, minLength: 1}
#         default: [aws.inspector2, aws.ecr, aws.securityhub]
package gatehouse.scanning.scan_findings_route

import data.gatehouse.lib.events

_parameters := data.config.parameters["scan-findings-route"]

_around := input.context.siblings["scan-findings-route"]

_scanners := [resource |
	some resource in _around.resources
	resource.type in {"aws_ecr_registry_scanning_configuration", "aws_inspector2_enabler"}
]

# Most plans are of an application, and set up no scanner.
not_applicable if count(_scanners) == 0

_routes := {events.route(rule, _parameters.sources, _around.resources) |
	some rule in _around.resources
	rule.type == "aws_cloudwatch_event_rule"
}

_open if not _around.known

_open if "unknown" in _routes

violations contains {
	"path": "",
	"message": $"this sets up a scanner, and no EventBridge rule sends what it finds to anyone{_dangling}",
} if {
	not "yes" in _routes
	not _open
}

_dangling := "; the rule that matches its findings has no target" if "no target" in _routes

else := "; add a rule with a target"

unknowns contains {"path": "", "message": "whether findings of the scanner reach somebody is not known here"} if {
	not "yes" in _routes
	_open
}
