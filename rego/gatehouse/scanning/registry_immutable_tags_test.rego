package gatehouse.scanning.registry_immutable_tags_test

import data.gatehouse.scanning.registry_immutable_tags

_found(type, object, exclusions) := {violation.path: violation.message |
	some violation in registry_immutable_tags.violations with input.resource as {"type": type, "object": object, "unknown": {}}
		with data.config.parameters as {"registry-immutable-tags": {"exclusions": exclusions}}
}

_ecr(object) := _found("aws_ecr_repository", object, true)

_google(object) := _found("google_artifact_registry_repository", object, true)

_movable := {"/image_tag_mutability": "a tag can be moved to another image; set image_tag_mutability = \"IMMUTABLE\""}

test_ecr if {
	_ecr({"image_tag_mutability": "IMMUTABLE"}) == {}
	_ecr({"image_tag_mutability": "MUTABLE"}) == _movable
	_ecr({}) == _movable
	_found("aws_ecr_repository_creation_template", {}, true) == _movable
}

test_exclusions_are_a_choice if {
	_ecr({"image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION"}) == {}
	_found("aws_ecr_repository", {"image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION"}, false) == {"/image_tag_mutability": concat("", [
		"a tag can be moved to another image where a filter says so; ",
		"set image_tag_mutability = \"IMMUTABLE\"",
	])}
	_ecr({"image_tag_mutability": "MUTABLE_WITH_EXCLUSION"}) == _movable
}

test_artifact_registry if {
	_google({"format": "DOCKER", "docker_config": [{"immutable_tags": true}]}) == {}
	_google({"format": "DOCKER", "docker_config": []}) == {
		"/docker_config/0/immutable_tags": "a tag can be moved to another image; set immutable_tags = true",
	}
}

test_only_repositories_of_images_that_take_pushes if {
	resource := {"type": "google_artifact_registry_repository", "object": {"format": "MAVEN"}, "unknown": {}}
	registry_immutable_tags.not_applicable with input.resource as resource
	virtual := object.union(resource, {"object": {"format": "DOCKER", "mode": "VIRTUAL_REPOSITORY"}})
	registry_immutable_tags.not_applicable with input.resource as virtual
	docker := object.union(resource, {"object": {"format": "DOCKER", "mode": "STANDARD_REPOSITORY"}})
	not registry_immutable_tags.not_applicable with input.resource as docker
}

test_what_is_known_after_apply_is_open if {
	mark := {"references": [], "computed": false, "open": true}
	resource := {"type": "aws_ecr_repository", "object": {}, "unknown": {"/image_tag_mutability": mark}}
	unknowns := registry_immutable_tags.unknowns with input.resource as resource
		with data.config.parameters as {"registry-immutable-tags": {"exclusions": true}}
	unknowns == {{"path": "/image_tag_mutability", "message": "whether tags can be moved is known only after apply"}}
}
