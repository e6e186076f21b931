# METADATA
# description: Git revisions and chart versions, and which of them name something else tomorrow.
package gatehouse.lib.revision

# METADATA
# description: >-
#   Why a Git revision moves. Undefined for commits, for tags named as such, and for every name with a digit in it, which
#   may well be the tag of a release.
moving_in_git(revision) := "is a branch" if startswith(revision, "refs/heads/")

else := "is a range" if is_range(revision)

else := "is a branch, or a tag that moves like one" if {
	not startswith(revision, "refs/tags/")
	not regex.match(`[0-9]`, revision)
	not regex.match(`^[0-9a-f]{7,64}$`, revision)
}

# METADATA
# description: "Why the version of a chart moves: ranges, and also `1.2`, which Helm reads as any `1.2.x`."
moving_chart(version) := "is a range" if is_range(version)

else := "is a range" if regex.match("^[v=]?[0-9]+(\\.[0-9]+)?$", version)

# METADATA
# description: True for ranges of semantic versions, with operators, wildcards or hyphens.
is_range(version) if regex.match(`[*<>~^|,!]| - |^=?v?([0-9]+\.){1,2}[xX]$|^[xX]$`, version)

# METADATA
# description: True where one of the labels that tell the environment has one of the values.
in_environment(resource, parameters) if {
	some label in parameters.labels
	resource.labels[label] in parameters.production
}
