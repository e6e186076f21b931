package gatehouse.scanning.allowed_registries_test

import data.gatehouse.scanning.allowed_registries

_image(registry, repository) := {
	"path": "/spec/containers/0/image",
	"state": "known",
	"reference": $"{registry}/{repository}:1",
	"registry": registry,
	"repository": repository,
	"tag": "1",
}

_input(image) := {"facets": {"containers": [{"name": "web", "kind": "container", "image": image}]}}

_parameters(registries) := {"allowed-registries": {"registries": registries, "exempt": ["docker.io/library/busybox"]}}

_allowed(registry, repository, registries) if {
	violations := allowed_registries.violations with input.resource as _input(_image(registry, repository))
		with data.config.parameters as _parameters(registries)
	violations == set()
}

test_a_registry if {
	_allowed("ghcr.io", "shop/web", ["ghcr.io"])
	_allowed("registry.local:5000", "web", ["registry.local:5000"])
	_allowed("1.dkr.ecr.eu-central-1.amazonaws.com", "web", ["1.dkr.ecr.*.amazonaws.com"])
	not _allowed("docker.io", "library/nginx", ["ghcr.io"])
}

test_a_path_means_what_is_below_it if {
	_allowed("ghcr.io", "shop/web", ["ghcr.io/shop"])
	_allowed("ghcr.io", "shop", ["ghcr.io/shop"])
	_allowed("ghcr.io", "shop/team/web", ["ghcr.io/shop/*"])
	not _allowed("ghcr.io", "shopping/web", ["ghcr.io/shop"])
	not _allowed("ghcr.io", "other/shop/web", ["ghcr.io/shop"])
}

test_a_wildcard_of_the_host_does_not_reach_into_the_path if {
	not _allowed("evil.example", "x.internal.example/web", ["*.internal.example"])
}

test_messages if {
	violations := allowed_registries.violations with input.resource as _input(_image("docker.io", "library/nginx"))
		with data.config.parameters as _parameters(["ghcr.io/shop", "registry.k8s.io"])
	violations == {{"path": "/spec/containers/0/image", "message": concat("", [
		"container web: image docker.io/library/nginx:1 comes from docker.io/library/nginx; ",
		"allowed is ghcr.io/shop, registry.k8s.io",
	])}}
}

test_exempt_images_are_left_alone if _allowed("docker.io", "library/busybox", ["ghcr.io"])

test_an_unknown_image_is_open if {
	unknowns := allowed_registries.unknowns with input.resource as _input({"path": "/image", "state": "unknown"})
	unknowns == {{
		"path": "/image",
		"message": "container web: where the image comes from is known only after apply",
	}}
}

test_nothing_is_judged_before_somebody_chose if {
	allowed_registries.not_applicable with data.config.parameters as _parameters([])
	not allowed_registries.not_applicable with data.config.parameters as _parameters(["ghcr.io"])
}
