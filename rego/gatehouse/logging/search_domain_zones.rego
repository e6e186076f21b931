# METADATA
# title: Search domains outlive a zone
# description: >-
#   Logs are asked for while something is broken. A domain in one zone, or of one node, is gone with it, and its replicas
#   have nowhere to be.
# related_resources:
#   - ref: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html
# custom:
#   id: search-domain-zones
#   pack: logging
#   default: off
#   sentence: Every log is found, kept and paid for sensibly.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [aws_opensearch_domain, aws_elasticsearch_domain]
#   controls:
#     fsbp: [Opensearch.6, ES.6]
#   remediation: >-
#     In `cluster_config` set `instance_count = 3` and `zone_awareness_enabled = true`, and inside it write
#     `zone_awareness_config { availability_zone_count = 3 }`; with `vpc_options` give a subnet of each zone.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       minimumNodes:
#         description: How many data nodes a domain has at least.
#         type: integer
#         minimum: 2
#         default: 3
package gatehouse.logging.search_domain_zones

import data.gatehouse.lib.attribute

_parameters := data.config.parameters["search-domain-zones"]

_cluster(name) := attribute.read(input.resource, ["cluster_config", 0, name])

_aware := _cluster("zone_awareness_enabled")

# A domain with a standby is in three zones.
_standby := _cluster("multi_az_with_standby_enabled")

violations contains {
	"path": _aware.path,
	"message": "the domain is in one zone; set zone_awareness_enabled = true in cluster_config",
} if {
	not attribute.is(_aware, true)
	not attribute.is(_standby, true)
	count(_open) == 0
}

_open contains unknown if {
	some answer in [_aware, _standby]
	unknown := attribute.unknown(answer, "in how many zones the domain is")
}

unknowns contains unknown if {
	not attribute.is(_aware, true)
	not attribute.is(_standby, true)
	some unknown in _open
}

_nodes := attribute.read_or(input.resource, ["cluster_config", 0, "instance_count"], 1)

violations contains {
	"path": _nodes.path,
	"message": $"too few data nodes: {attribute.number(_nodes)}; set instance_count = {_parameters.minimumNodes} or more in cluster_config",
} if {
	attribute.number(_nodes) < _parameters.minimumNodes
}

unknowns contains attribute.unknown(_nodes, "how many data nodes there are")
