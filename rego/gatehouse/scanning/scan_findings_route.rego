# METADATA
# title: What a scan finds reaches somebody
# description: >-
#   A scanner that writes its findings where nobody looks is a scanner that is switched off. ECR, Inspector and Security Hub send
#   each finding to EventBridge, Artifact Analysis to a topic of Pub/Sub, Defender to its automations; without a rule and a target, a
#   subscription or an automation they stay in a console.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
#   - ref: https://docs.aws.amazon.com/inspector/latest/user/findings-managing-automating-responses.html
#   - ref: https://cloud.google.com/artifact-analysis/docs/configure-notifications
#   - ref: https://learn.microsoft.com/en-us/azure/defender-for-cloud/workflow-automation
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
#     - google_project_service
#     - google_pubsub_topic
#     - google_pubsub_subscription
#     - google_scc_notification_config
#     - google_scc_*_notification_config
#     - azurerm_security_center_subscription_pricing
#     - azurerm_security_center_automation
#   remediation: >-
#     Add an `aws_cloudwatch_event_rule` with `event_pattern = jsonencode({source = ["aws.inspector2"], "detail-type" = ["Inspector2
#     Finding"]})` (`aws.ecr` and `ECR Image Scan` for basic scanning), and an `aws_cloudwatch_event_target` of it: a topic, a queue
#     or a function. Google: a `google_pubsub_subscription` with `topic = "projects/<project>/topics/container-analysis-occurrences-v1"`, which
#     Artifact Analysis publishes to. Azure: an `azurerm_security_center_automation` with `source { event_source = "SubAssessments" }`.
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

import data.gatehouse.lib.attribute
import data.gatehouse.lib.events
import data.gatehouse.lib.findings
import data.gatehouse.lib.siblings

_parameters := data.config.parameters["scan-findings-route"]

_around := input.context.siblings["scan-findings-route"]

_scanners := [resource |
	some resource in _around.resources
	resource.type in {"aws_ecr_registry_scanning_configuration", "aws_inspector2_enabler"}
]

# Most plans are of an application, and set up no scanner.
not_applicable if {
	count(_scanners) == 0
	not _google
	not _azure
}

_routes := {events.route(rule, _parameters.sources, _around.resources) |
	some rule in _around.resources
	rule.type == "aws_cloudwatch_event_rule"
}

_open if not _around.known

_open if "unknown" in _routes

_unsent["this sets up a scanner, and no EventBridge rule sends what it finds to anyone"] := _dangling if {
	count(_scanners) > 0
	not "yes" in _routes
}

_dangling := "the rule that matches its findings has no target" if "no target" in _routes

else := "add a rule with a target"

violations contains finding if {
	not _open
	some finding in findings.by_path({{"path": "", "message": $"{fault}; {advice}"} | some fault, advice in _unsent})
}

unknowns contains {"path": "", "message": "whether findings of the scanner reach somebody is not known here"} if {
	count(_unsent) > 0
	_open
}

# Google Cloud: enabling the API scans what is pushed. Security Command Center has the findings as well.
_google if {
	some service in _of("google_project_service")
	attribute.is(attribute.read(service, ["service"]), "containerscanning.googleapis.com")
}

_of(prefix) := [resource | some resource in _around.resources; startswith(resource.type, prefix)]

_unsent["this enables a scanner of images, and nobody subscribes to what it finds"] := "add a google_pubsub_subscription of container-analysis-occurrences-v1" if {
	_google
	not _subscribed
	count(_of("google_scc_")) == 0
}

_occurrences := "container-analysis-occurrences-v1"

_subscribed if {
	some subscription in _of("google_pubsub_subscription")
	endswith(attribute.read(subscription, ["topic"]).value, _occurrences)
}

_subscribed if {
	some topic in _of("google_pubsub_topic")
	topic.object.name == _occurrences
	count(siblings.naming(_of("google_pubsub_subscription"), ["topic"], topic)) > 0
}

_open if {
	_google
	some subscription in _of("google_pubsub_subscription")
	topic := attribute.read(subscription, ["topic"])
	attribute.undecided(topic)
	not _refers_to_topic(topic)
}

# What refers to a topic of this plan is known by that topic.
_refers_to_topic(answer) if {
	some reference in answer.references
	reference.type == "google_pubsub_topic"
}

# Azure: a plan of Defender scans images.
_azure if {
	some plan in _of("azurerm_security_center_subscription_pricing")
	attribute.is(attribute.read(plan, ["tier"]), "Standard")
	attribute.read(plan, ["resource_type"]).value in {"Containers", "ContainerRegistry"}
}

_unsent["Defender scans images here, and no automation sends what it finds to anyone"] := "add an azurerm_security_center_automation of SubAssessments" if {
	_azure
	not _automated
}

_automated if {
	some automation in _of("azurerm_security_center_automation")
	not attribute.is(attribute.read(automation, ["enabled"]), false)
	some keys in attribute.blocks(automation, ["source"])
	source := attribute.read(automation, array.concat(keys, ["event_source"]))
	regex.match(`^(Sub)?Assessments`, source.value)
}
