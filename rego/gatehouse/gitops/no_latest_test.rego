package gatehouse.gitops.no_latest_test

import data.gatehouse.gitops.no_latest

_parameters := {"tags": ["latest"], "requireDigest": false, "exempt": []}

_digest := "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

_image(fields) := object.union({"path": "/image", "state": "known", "registry": "docker.io"}, fields)

_input(fields) := {
	"resource": {"source": "kubernetes", "facets": {"containers": [{
		"name": "web",
		"kind": "container",
		"image": _image(fields),
	}]}},
	"context": {"digests": {}},
}

_violations(fields, parameters) := found if {
	found := no_latest.violations with input as _input(fields)
		with data.config.parameters["no-latest"] as object.union(_parameters, parameters)
}

_message(text) := {{"path": "/image", "message": text}}

test_fail_no_tag if {
	_violations({"reference": "host:443/web", "repository": "web"}, {}) == _message(concat("", [
		"container web: image host:443/web has no tag, which means latest",
		"; name a fixed tag or a digest",
	]))
}

test_fail_moving_tag if {
	_violations({"reference": "web:latest", "tag": "latest"}, {}) == _message(concat("", [
		"container web: image web:latest has the moving tag latest",
		"; name a fixed tag or a digest",
	]))
}

test_fail_tag_by_glob if {
	count(_violations({"reference": "web:2-nightly", "tag": "2-nightly"}, {"tags": ["*-nightly"]})) == 1
}

test_fail_no_image if {
	_violations({"state": "absent"}, {}) == _message("container web: no image is set; name one with a fixed tag or a digest")
}

test_fail_no_reference if {
	_violations({"state": "invalid", "reference": "A B", "error": "it has spaces"}, {}) == _message("container web: A B is not an image reference: it has spaces")
}

test_fail_no_digest_where_one_is_required if {
	_violations({"reference": "web:1", "tag": "1"}, {"requireDigest": true}) == _message("container web: image web:1 is not pinned by a digest; append @sha256:...")
}

test_success_fixed_tag if _violations({"reference": "web:1", "tag": "1"}, {}) == set()

test_success_digest_beside_latest if {
	fields := {"reference": $"web:latest@{_digest}", "tag": "latest", "digest": _digest}
	_violations(fields, {"requireDigest": true}) == set()
}

test_success_exempt if {
	_violations({"reference": "web:latest", "tag": "latest"}, {"exempt": ["web:*"]}) == set()
}

test_unknown_image if {
	no_latest.violations == set() with input as _input({"state": "unknown"})
		with data.config.parameters["no-latest"] as _parameters
	no_latest.unknowns == _message("container web: the image is known only after apply") with input as _input({
		"state": "unknown",
	})
		with data.config.parameters["no-latest"] as _parameters
}

_known(source) := json.patch(_input({"reference": "host:443/web:latest", "tag": "latest"}), [
	{"op": "add", "path": "/context/digests", "value": {"host:443/web:latest": _digest}},
	{"op": "replace", "path": "/resource/source", "value": source},
])

test_fix_pins_to_the_digest if {
	found := no_latest.violations with input as _known("kubernetes")
		with data.config.parameters["no-latest"] as _parameters
	{violation.fix | some violation in found} == {{
		"description": "pin the image to the digest that its tag is known to name",
		"patch": [{"op": "replace", "path": "/image", "value": $"host:443/web@{_digest}"}],
	}}
}

test_fix_is_offered_for_terraform if {
	found := no_latest.violations with input as _known("terraform")
		with data.config.parameters["no-latest"] as _parameters
	{violation.fix | some violation in found} == {{
		"description": "pin the image to the digest that its tag is known to name",
		"offer": $"image = \"host:443/web@{_digest}\"",
	}}
}
