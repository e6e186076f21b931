package gatehouse.scanning.artifact_registry_scanning_test

import data.gatehouse.scanning.artifact_registry_scanning

_repository(values) := {
	"type": "google_artifact_registry_repository",
	"object": object.union({"format": "DOCKER"}, values),
	"unknown": {},
}

_service(name) := {"type": "google_project_service", "object": {"service": name}, "unknown": {}}

_mark := {"references": [], "computed": false, "open": true}

_found(resource, services, known) := {violation.path |
	around := {"siblings": {"artifact-registry-scanning": {"known": known, "resources": services}}}
	some violation in artifact_registry_scanning.violations with input as {"resource": resource, "context": around}
}

test_a_repository_may_decline if {
	_found(_repository({"vulnerability_scanning_config": [{"enablement_config": "DISABLED"}]}), [], true) == {
		"/vulnerability_scanning_config/0/enablement_config",
	}
	_found(_repository({"vulnerability_scanning_config": [{"enablement_config": "INHERITED"}]}), [], true) == set()
	_found(_repository({}), [], true) == set()
}

test_the_api_is_among_those_that_are_enabled if {
	registry := _service("artifactregistry.googleapis.com")
	_found(_repository({}), [registry], true) == {""}
	_found(_repository({}), [registry], false) == set()
	_found(_repository({}), [registry, _service("containerscanning.googleapis.com")], true) == set()
	later := {"type": "google_project_service", "object": {}, "unknown": {"/service": _mark}}
	_found(_repository({}), [registry, later], true) == set()
	_found(_repository({}), [_service("run.googleapis.com")], true) == set()
}

test_only_images_are_scanned if {
	artifact_registry_scanning.not_applicable with input.resource as _repository({"format": "NPM"})
	artifact_registry_scanning.not_applicable with input.resource as _repository({"mode": "VIRTUAL_REPOSITORY"})
	not artifact_registry_scanning.not_applicable with input.resource as _repository({"mode": "REMOTE_REPOSITORY"})
}

test_what_is_known_after_apply_is_open if {
	path := "/vulnerability_scanning_config/0/enablement_config"
	resource := object.union(_repository({}), {"unknown": {path: _mark}})
	unknowns := artifact_registry_scanning.unknowns with input.resource as resource
	unknowns == {{"path": path, "message": "whether the repository is scanned is known only after apply"}}
}
