package gatehouse.scanning.image_scan_test

import data.gatehouse.scanning.image_scan

_defaults := {
	"max": {"CRITICAL": 0, "HIGH": 5},
	"maxAge": {"text": "24h", "value": 86400},
	"ignoreUnfixed": false,
	"missing": "deny",
	"exempt": [],
}

_path := "/spec/containers/0/image"

_clean := {
	"scannedAt": "2026-03-01T10:00:00Z",
	"ageSeconds": 3600,
	"scanner": "Trivy",
	"counts": {},
	"fixable": {},
	"scanned": true,
}

_known := {"path": _path, "state": "known", "reference": "nginx:1"}

_violations(image, scans, parameters) := result if {
	result := image_scan.violations with input as _input(image, scans)
		with data.config.parameters as {"image-scan": object.union(object.remove(_defaults, parameters), parameters)}
}

_unknowns(image, scans, parameters) := result if {
	result := image_scan.unknowns with input as _input(image, scans)
		with data.config.parameters as {"image-scan": object.union(object.remove(_defaults, parameters), parameters)}
}

_input(image, scans) := {
	"resource": {"facets": {"containers": [{"name": "web", "image": image}]}},
	"context": {"scans": {"configured": true, "images": scans}},
}

_scan(values) := {"nginx:1": object.union(_clean, values)}

_says(message) := {{"path": _path, "message": $"container web: {message}"}}

test_clean_and_recent_passes if {
	_violations(_known, _scan({}), {}) == set()
	_unknowns(_known, _scan({}), {}) == set()
}

test_at_the_limit_passes if {
	scans := _scan({"counts": {"HIGH": 5, "MEDIUM": 100}, "ageSeconds": 86400})
	_violations(_known, scans, {}) == set()
}

test_above_the_limit_violates if {
	scans := _scan({"counts": {"CRITICAL": 1, "HIGH": 12, "LOW": 9}})
	_violations(_known, scans, {}) == _says(concat("", [
		"image nginx:1 has 1 CRITICAL vulnerability where 0 may be, ",
		"and has 12 HIGH vulnerabilities where 5 may be",
	]))
}

test_only_severities_that_are_named_are_limited if {
	scans := _scan({"counts": {"CRITICAL": 3, "UNKNOWN": 2}})
	message := "image nginx:1 has 2 UNKNOWN vulnerabilities where 1 may be"
	_violations(_known, scans, {"max": {"UNKNOWN": 1}}) == _says(message)
	_violations(_known, _scan({"counts": {"LOW": 3}}), {}) == set()
}

test_without_a_fix_counts_unless_ignored if {
	scans := _scan({"counts": {"CRITICAL": 3}, "fixable": {"CRITICAL": 1}})
	_violations(_known, scans, {}) == _says("image nginx:1 has 3 CRITICAL vulnerabilities where 0 may be")
	_violations(_known, scans, {"ignoreUnfixed": true}) == _says(concat(" ", [
		"image nginx:1 has 1 CRITICAL vulnerability with a fix",
		"where 0 may be",
	]))
	_violations(_known, _scan({"counts": {"CRITICAL": 3}}), {"ignoreUnfixed": true}) == set()
}

test_stale_violates_and_is_said_with_the_rest if {
	stale := "was last scanned at 2026-03-01T10:00:00Z, more than 24h ago; scan it again"
	_violations(_known, _scan({"ageSeconds": 86401}), {}) == _says($"image nginx:1 {stale}")
	_violations(_known, _scan({"ageSeconds": 86401, "counts": {"CRITICAL": 1}}), {}) == _says(concat(", and ", [
		"image nginx:1 has 1 CRITICAL vulnerability where 0 may be",
		stale,
	]))
}

test_without_an_age_is_stale if {
	future := {"nginx:1": object.remove(_clean, ["ageSeconds"])}
	_violations(_known, future, {}) == _says(concat("", [
		"image nginx:1 has a scan of 2026-03-01T10:00:00Z, ",
		"a time that is not now or before; scan it again",
	]))
	silent := {"nginx:1": object.remove(_clean, ["ageSeconds", "scannedAt"])}
	_violations(_known, silent, {}) == _says(concat("", [
		"image nginx:1 has a scan that does not say when it was made; ",
		"scan it again with a newer Trivy",
	]))
}

test_missing_is_what_the_parameter_says if {
	message := _says("image nginx:1 has no scan; scan it and add the report")
	_violations(_known, {}, {}) == message
	_unknowns(_known, {}, {}) == set()
	_violations(_known, {}, {"missing": "unknown"}) == set()
	_unknowns(_known, {}, {"missing": "unknown"}) == message
	_violations(_known, {}, {"missing": "allow"}) == set()
	_unknowns(_known, {}, {"missing": "allow"}) == set()
}

test_scanned_nothing_is_missing if {
	scans := _scan({"scanned": false, "ageSeconds": 999999})
	_violations(_known, scans, {}) == _says(concat("", [
		"the scan of image nginx:1 found no packages to look up, which does not mean that it is clean; ",
		"scan it in another way, or exempt it",
	]))
	_violations(_known, scans, {"missing": "allow"}) == set()
}

test_what_is_no_reference_has_no_scan if {
	absent := {"path": _path, "state": "absent"}
	_violations(absent, {}, {}) == _says("no image is set, so no scan can be of it; name the image")
	invalid := {"path": _path, "state": "invalid", "reference": "a b", "error": "it does not follow the grammar"}
	_violations(invalid, {}, {}) == _says(concat("", [
		"a b is not an image reference, so no scan can be of it: ",
		"it does not follow the grammar",
	]))
}

test_unknown_image_is_unknown if {
	image := {"path": _path, "state": "unknown"}
	_violations(image, {}, {}) == set()
	_unknowns(image, {}, {}) == _says("the image is known only after apply, and so is its scan")
}

test_exempt_images_are_left_alone if {
	_violations(_known, {}, {"exempt": ["ngin?:*"]}) == set()
	_unknowns(_known, {}, {"exempt": ["nginx:1"], "missing": "unknown"}) == set()
	_violations(_known, {}, {"exempt": ["redis:*"]}) != set()
}
