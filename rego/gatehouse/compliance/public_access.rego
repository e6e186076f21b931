# METADATA
# title: Nothing that holds data or control is open to the world
# description: >-
#   What anyone can reach, anyone will try: open databases, management ports and buckets are found within hours of being
#   opened. Serving the public is a decision, and is said where it is made: by port or by source range.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
# custom:
#   id: public-access
#   pack: compliance
#   controls:
#     cis: [AWS 3.0.0 2.3.3, AWS 3.0.0 5.2, AWS 3.0.0 5.3, GCP 2.0.0 3.6, GCP 2.0.0 3.7, GCP 2.0.0 5.1, GCP 2.0.0 6.5,
#       GCP 2.0.0 7.1, Azure 2.1.0 6.1, Azure 2.1.0 6.2, EKS 1.5.0 5.4.1, GKE 1.6.0 5.6.3]
#     soc2: [CC6.6]
#     pci: [1.4.2, 1.4.4]
#     fsbp: [DMS.1, EC2.18, EC2.19, KMS.5, Lambda.1, MSK.4, RDS.1, RDS.2, Redshift.1, S3.2, S3.3, SNS.4, SQS.3]
#   severity: critical
#   action: deny
#   facets: [exposure]
#   remediation: >-
#     Close the way that the message names, or let only those ranges in that need it. What is meant for the public is
#     served on an allowed port (`ports`), to allowed ranges (`cidrs`), or is waived with an owner and an expiry.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties:
#       ports:
#         description: >-
#           Ports that may be open to the world: a number or a range in quotes, `"8000-8100"`. Every range that is open
#           must lie within one of them. They excuse nothing that has no ports, such as the policy of a bucket, nor all
#           protocols at once.
#         type: array
#         items: {type: [integer, string], minimum: 0, maximum: 65535, pattern: '^[0-9]{1,5}(-[0-9]{1,5})?$'}
#         default: [80, 443]
#       cidrs:
#         description: >-
#           Source ranges that may enter although they count as open, with every range inside them. Every open range of a
#           way must be one of these.
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
package gatehouse.compliance.public_access

import data.gatehouse.lib.findings
import data.gatehouse.lib.remedies

parameters := data.config.parameters["public-access"]

violations := findings.by_path(_faults)

unknowns := findings.by_path(_gaps)

_faults contains fault if {
	some way in input.resource.facets.exposure
	way.state == "public"
	not _ports_allowed(way)
	not _cidrs_allowed(way)
	problem := $"{way.what} is open to {_sources(way)}{_on_ports(way)}"
	fault := remedies.offered(input.resource, way.path, problem, object.get(way, "remedy", {}))
}

_gaps contains {"path": way.path, "message": $"{way.what}: not known yet whether open to the world"} if {
	some way in input.resource.facets.exposure
	way.state == "unknown"
}

_ports_allowed(way) if {
	count(way.ports) > 0
	every range in way.ports {
		_port_allowed(range)
	}
}

_port_allowed(range) if {
	not _every_port(range)
	not _without_ports(range)
	some allowed in parameters.ports
	[from, to] := _bounds(allowed)
	from <= range.from
	range.from <= range.to
	range.to <= to
}

# Security groups of AWS write all protocols as -1, with ports that mean nothing; firewalls of Google as all.
_every_port(range) if lower(range.protocol) in {"-1", "all"}

_without_ports(range) if lower(range.protocol) in {"icmp", "icmpv6", "1", "58"}

_bounds(allowed) := [allowed, allowed] if is_number(allowed)

_bounds(allowed) := [to_number(parts[0]), to_number(parts[count(parts) - 1])] if {
	is_string(allowed)
	parts := split(allowed, "-")
}

# At least one range must be allowed by name: narrow ones are not what makes the way public, so they alone excuse nothing.
_cidrs_allowed(way) if {
	some cidr in way.cidrs
	_within(parameters.cidrs, cidr)
	count(_open_cidrs(way)) == 0
}

_open_cidrs(way) := {cidr |
	some cidr in way.cidrs
	not _within(parameters.cidrs, cidr)
	not _narrow(cidr)
}

# As the sources have it: a longer prefix than these shuts enough out, and so does one address.
_narrow(cidr) if regex.match(`^[0-9.]+/([89]|[12][0-9]|3[0-2])$`, cidr)

_narrow(cidr) if regex.match(`^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/(1[6-9]|[2-9][0-9]|1[0-2][0-9])$`, cidr)

_narrow(cidr) if regex.match(`^[fF][c-fC-F][0-9a-fA-F]{2}:`, cidr)

_within(ranges, cidr) if cidr in ranges

_within(ranges, cidr) if {
	some range in ranges
	net.cidr_contains(range, cidr)
}

_sources(way) := concat(", ", sort(_open_cidrs(way))) if count(_open_cidrs(way)) > 0

else := "the world"

_on_ports(way) := $" on {concat(", ", texts)}" if {
	texts := [_port_text(range) | some range in way.ports; not _port_allowed(range)]
	count(texts) > 0
}

else := ""

_port_text(range) := "every port of every protocol" if _every_port(range)

else := lower(range.protocol) if _without_ports(range)

else := $"every {lower(range.protocol)} port" if {
	range.from <= 1
	range.to == 65535
}

else := $"{lower(range.protocol)} port {range.from}" if range.from == range.to

else := $"{lower(range.protocol)} ports {range.from}-{range.to}"
