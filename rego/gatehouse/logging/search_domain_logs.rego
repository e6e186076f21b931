# METADATA
# title: Search domains publish their own logs
# description: >-
#   When the domain that has all logs is what is broken, only its own log says why; and its audit log says who searched for
#   what in everybody else's.
# related_resources:
#   - ref: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html
#   - ref: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html
# custom:
#   id: search-domain-logs
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: deny
#   doors: [ci, audit]
#   kinds: [aws_opensearch_domain, aws_elasticsearch_domain]
#   controls:
#     soc2: [CC7.2]
#     fsbp: [Opensearch.4, Opensearch.5, ES.4, ES.5]
#   remediation: >-
#     Add a `log_publishing_options` block for each of them with `log_type = "ES_APPLICATION_LOGS"` (or `"AUDIT_LOGS"`) and
#     `cloudwatch_log_group_arn = aws_cloudwatch_log_group.<name>.arn`, and an `aws_cloudwatch_log_resource_policy` that lets
#     `es.amazonaws.com` write to the group.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       types:
#         description: The logs that are asked for; AUDIT_LOGS where fine-grained access control is on, which it needs.
#         type: array
#         minItems: 1
#         items: {type: string, enum: [ES_APPLICATION_LOGS, AUDIT_LOGS, INDEX_SLOW_LOGS, SEARCH_SLOW_LOGS]}
#         default: [ES_APPLICATION_LOGS, AUDIT_LOGS]
package gatehouse.logging.search_domain_logs

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["search-domain-logs"]

_options := attribute.read(input.resource, ["log_publishing_options"])

_blocks := attribute.blocks(input.resource, ["log_publishing_options"])

_read(block, name) := attribute.read(input.resource, array.concat(block, [name]))

_published contains _read(block, "log_type").value if {
	some block in _blocks
	not attribute.is(_read(block, "enabled"), false)
}

_access_control := attribute.read(input.resource, ["advanced_security_options", 0, "enabled"])

_missing := [type |
	some type in _parameters.types
	not type in _published
	_possible(type)
]

_possible("AUDIT_LOGS") if attribute.is(_access_control, true)

_possible(type) if type != "AUDIT_LOGS"

_open contains unknown if unknown := attribute.unknown(_options, "which logs are published")

_open contains unknown if {
	some block in _blocks
	some name in ["log_type", "enabled"]
	unknown := attribute.unknown(_read(block, name), "which logs are published")
}

violations contains {
	"path": _options.path,
	"message": $"the domain does not publish {concat(", ", _missing)}; add log_publishing_options for it",
} if {
	count(_missing) > 0
	count(_open) == 0
}

unknowns contains unknown if {
	count(_missing) > 0
	some unknown in _open
}
