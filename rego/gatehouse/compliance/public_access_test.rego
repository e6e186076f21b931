package gatehouse.compliance.public_access_test

import data.gatehouse.compliance.public_access

_defaults := {"ports": [80, 443], "cidrs": []}

_violations(ways, parameters) := result if {
	result := public_access.violations with input as _input(ways)
		with data.config.parameters as {"public-access": object.union(object.remove(_defaults, parameters), parameters)}
}

_unknowns(ways, parameters) := result if {
	result := public_access.unknowns with input as _input(ways)
		with data.config.parameters as {"public-access": object.union(object.remove(_defaults, parameters), parameters)}
}

_input(ways) := {"resource": {
	"source": "terraform",
	"type": "aws_security_group",
	"operation": "create",
	"facets": {"exposure": ways},
}}

_way(cidrs, ports) := {
	"what": "an ingress rule",
	"path": "/ingress/0",
	"state": "public",
	"cidrs": cidrs,
	"ports": ports,
}

_tcp(from, to) := {"protocol": "tcp", "from": from, "to": to}

_says(message) := {{"path": "/ingress/0", "message": message}}

_world := ["0.0.0.0/0", "::/0"]

_policy := {
	"what": "the bucket's policy",
	"path": "/policy",
	"state": "public",
	"cidrs": [],
	"remedy": {"text": "block public policies", "path": "/block_public_policy", "value": true},
}

test_private_passes if {
	_violations([object.union(_way(_world, [_tcp(22, 22)]), {"state": "private"})], {}) == set()
	_unknowns([object.union(_way(_world, [_tcp(22, 22)]), {"state": "private"})], {}) == set()
}

test_unknown_is_unknown if {
	way := object.union(_way([], [_tcp(22, 22)]), {"state": "unknown"})
	_violations([way], {}) == set()
	_unknowns([way], {}) == _says("an ingress rule: not known yet whether open to the world")
}

test_allowed_ports_pass if {
	_violations([_way(_world, [_tcp(80, 80), _tcp(443, 443)])], {}) == set()
	_violations([_way(_world, [_tcp(8000, 8080)])], {"ports": ["8000-8100"]}) == set()
	_violations([_way(_world, [_tcp(8000, 8000)])], {"ports": ["8000"]}) == set()
}

test_other_ports_violate if {
	_violations([_way(_world, [_tcp(443, 443), _tcp(22, 22), _tcp(3389, 3390)])], {}) == _says(concat(" ", [
		"an ingress rule is open to 0.0.0.0/0, ::/0",
		"on tcp port 22, tcp ports 3389-3390",
	]))
	_violations([_way(_world, [_tcp(80, 443)])], {}) == _says(concat(" ", [
		"an ingress rule is open to 0.0.0.0/0, ::/0",
		"on tcp ports 80-443",
	]))
	_violations([_way(["0.0.0.0/0"], [_tcp(0, 65535)])], {}) == _says("an ingress rule is open to 0.0.0.0/0 on every tcp port")
}

test_no_port_excuses_what_has_none if {
	everything := {"protocol": "-1", "from": 0, "to": 0}
	message := "an ingress rule is open to 0.0.0.0/0 on every port of every protocol"
	_violations([_way(["0.0.0.0/0"], [everything])], {"ports": ["0-65535"]}) == _says(message)
	ping := {"protocol": "icmp", "from": 80, "to": 80}
	_violations([_way(["0.0.0.0/0"], [ping])], {}) == _says("an ingress rule is open to 0.0.0.0/0 on icmp")
	_violations([_way([], [])], {}) == _says("an ingress rule is open to the world")
	_violations([_policy], {"ports": ["0-65535"]}) == {{
		"path": "/policy",
		"message": "the bucket's policy is open to the world; block public policies",
		"fix": {"description": "block public policies", "offer": "block_public_policy = true"},
	}}
}

test_a_range_that_ends_before_it_begins_excuses_nothing if {
	_violations([_way(["0.0.0.0/0"], [_tcp(90, 80)])], {"ports": ["0-65535"]}) != set()
	_violations([_way(["0.0.0.0/0"], [_tcp(80, 80)])], {"ports": ["90-70"]}) != set()
}

test_allowed_ranges_pass if {
	partner := "8.0.0.0/7"
	_violations([_way([partner], [_tcp(22, 22)])], {"cidrs": [partner]}) == set()
	_violations([_way([partner, "10.1.0.0/16"], [_tcp(22, 22)])], {"cidrs": ["8.0.0.0/6"]}) == set()
	_violations([_way(["Internet"], [_tcp(22, 22)])], {"cidrs": ["Internet"]}) == set()
	_violations([_way(_world, [_tcp(22, 22)])], {"cidrs": _world}) == set()
}

test_other_ranges_violate if {
	message := "an ingress rule is open to ::/0 on tcp port 22"
	_violations([_way(_world, [_tcp(22, 22)])], {"cidrs": ["0.0.0.0/0"]}) == _says(message)
	_violations([_way(["8.0.0.0/7"], [_tcp(22, 22)])], {"cidrs": ["8.0.0.0/8"]}) != set()
	_violations([_way([], [_tcp(22, 22)])], {"cidrs": ["0.0.0.0/0"]}) != set()
}

test_narrow_ranges_are_not_what_is_open if {
	ways := [_way(["0.0.0.0/0", "203.0.113.0/24", "2001:db8::/32", "fd00::/8"], [_tcp(22, 22)])]
	_violations(ways, {}) == _says("an ingress rule is open to 0.0.0.0/0 on tcp port 22")
	_violations(ways, {"cidrs": ["0.0.0.0/0"]}) == set()
}

test_narrow_ranges_alone_excuse_nothing if {
	_violations([_way(["10.0.0.0/8"], [_tcp(22, 22)])], {}) == _says("an ingress rule is open to the world on tcp port 22")
}

test_two_at_one_path_are_one_violation if {
	_violations([_way(["0.0.0.0/0"], [_tcp(22, 22)]), _way(["::/0"], [_tcp(23, 23)])], {}) == _says(concat("; ", [
		"an ingress rule is open to 0.0.0.0/0 on tcp port 22",
		"an ingress rule is open to ::/0 on tcp port 23",
	]))
}
