package gatehouse.gitops.kustomize_pinned_test

import data.gatehouse.gitops.kustomize_pinned

_found(object) := {violation.path: violation.message |
	some violation in kustomize_pinned.violations with input.resource.object as object
		with data.config.parameters as {"kustomize-pinned": {"moving": ["HEAD", "main", "latest", "refs/heads/*"]}}
}

_resource(url) := {"resources": ["../base", url]}

_path := "/resources/1"

test_what_is_pinned_or_local_is_kept if {
	every url in [
		"deployment.yaml",
		"https://github.com/example/base//deploy?ref=v1.4.2",
		"github.com/example/base/deploy?timeout=90&ref=8f2c1d0",
		"git@github.com:example/base.git//deploy?ref=v1",
		"https://raw.githubusercontent.com/example/base/v1.4.2/main/install.yaml",
		"https://github.com/example/base/releases/download/v1.4.2/install.yaml",
	] {
		_found(_resource(url)) == {}
	}
}

test_what_is_taken_as_it_is if {
	every url in [
		"https://github.com/example/base//deploy",
		"github.com/example/base/deploy?timeout=90",
		"git@github.com:example/base.git",
		"ssh://git@git.example.com/base.git",
		"git::https://git.example.com/base.git",
		"https://github.com/example/base//deploy?ref=main",
		"https://github.com/example/base//deploy?ref=refs/heads/release",
		"https://raw.githubusercontent.com/example/base/main/install.yaml",
		"https://git.example.com/base/-/raw/main/install.yaml",
		"https://github.com/example/base/releases/latest/download/install.yaml",
	] {
		{path | some path, _ in _found(_resource(url))} == {_path}
	}
}

test_passwords_are_not_shown if {
	found := _found(_resource("https://jane:secret@git.example.com/base.git"))
	startswith(found[_path], "https://git.example.com/base.git is whatever stands there")
}

test_charts_have_versions if {
	_found({"helmCharts": [{"name": "redis", "repo": "https://charts.example.com"}]}) == {
		"/helmCharts/0/version": "the newest chart there is when it is built is taken; set version",
	}
	_found({"helmCharts": [{"name": "redis", "repo": "https://charts.example.com", "version": "1.2.3"}]}) == {}
	_found({"helmCharts": [{"name": "own"}]}) == {}
}

test_images_have_tags_that_stay if {
	{path | some path, _ in _found({"images": [{"name": "web", "newTag": "latest"}]})} == {"/images/0/newTag"}
	_found({"images": [{"name": "web", "newTag": "1.4.2"}, {"name": "db", "digest": "sha256:1"}, {"name": "x", "newName": "y"}]}) == {}
}

test_what_takes_nothing_is_not_judged if {
	kustomize_pinned.not_applicable with input.resource.object as {"resources": ["deployment.yaml"]}
}
