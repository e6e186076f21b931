package gatehouse.lib.revision_test

import data.gatehouse.lib.argocd
import data.gatehouse.lib.revision

test_branches_and_ranges_move_in_git if {
	every name in ["HEAD", "main", "env/prod", "stable"] {
		revision.moving_in_git(name) == "is a branch, or a tag that moves like one"
	}
	revision.moving_in_git("refs/heads/release-1.4") == "is a branch"
	every name in ["v1.*", ">=1.2.0 <2.0.0", "~1.2", "^1.0.0", "1.2.x", "1.0.0 - 2.0.0"] {
		revision.moving_in_git(name) == "is a range"
	}
}

test_commits_and_releases_do_not_move_in_git if {
	every name in ["v1.4.2", "charts/shop/0.1.0", "refs/tags/stable", "2026-11-23", "deadbeefcafe", "0b1c2d3e4f", "v1.0.0-x"] {
		not revision.moving_in_git(name)
	}
}

test_part_of_a_version_is_a_range_of_charts if {
	every version in ["*", "1.2.*", "1", "v1.2", "1.x", "~1.2.3"] {
		revision.moving_chart(version) == "is a range"
	}
	every version in ["1.2.3", "v1.2.3", "1.2.3-rc.1+build-5", "sha256:abc"] {
		not revision.moving_chart(version)
	}
}

test_the_environment_is_told_by_labels if {
	parameters := {"labels": ["env", "environment"], "production": ["prod"]}
	revision.in_environment({"labels": {"environment": "prod"}}, parameters)
	not revision.in_environment({"labels": {"env": "dev"}}, parameters)
	not revision.in_environment({"labels": {}}, parameters)
}

test_sources_are_those_that_argo_cd_reads if {
	both := {"source": {"path": "a"}, "sources": [{"path": "b"}, {"path": "c"}]}
	argocd.sources({"type": "argoproj.io/v1alpha1/Application", "object": {"spec": both}}) == [
		["spec", "sources", 0],
		["spec", "sources", 1],
	]
	argocd.sources({
		"type": "argoproj.io/v1alpha1/ApplicationSet",
		"object": {"spec": {"template": {"spec": {"source": {"path": "a"}}}}},
	}) == [["spec", "template", "spec", "source"]]
}
