# METADATA
# description: Argo CD Applications, and what ApplicationSets make them from.
package gatehouse.lib.argocd

import data.gatehouse.lib.attribute

# METADATA
# description: The keys of the spec of an Application, be it one or the template of an ApplicationSet.
spec(resource) := ["spec", "template", "spec"] if endswith(resource.type, "/ApplicationSet")

else := ["spec"]

# METADATA
# description: The keys of each source. Where there is a list of them, Argo CD ignores the single one.
sources(resource) := listed if {
	listed := attribute.blocks(resource, array.concat(spec(resource), ["sources"]))
	count(listed) > 0
} else := attribute.blocks(resource, array.concat(spec(resource), ["source"]))

# METADATA
# description: True where an ApplicationSet fills in the text, so that it cannot be judged before.
templated(text) if contains(text, "{{")
