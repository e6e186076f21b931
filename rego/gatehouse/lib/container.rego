# METADATA
# description: Containers, as the facet of that name has them.
package gatehouse.lib.container

import data.gatehouse.lib.glob
import data.gatehouse.lib.image

_kinds := {
	"container": "container",
	"init": "init container",
	"sidecar": "sidecar container",
	"ephemeral": "ephemeral container",
}

# METADATA
# description: "What a message calls the container: `init container migrate`."
title(container) := $"{_kinds[container.kind]} {container.name}"

# METADATA
# description: True where a pattern matches the container's name or its image.
matches_any(patterns, container) if glob.any_match(patterns, container.name)

matches_any(patterns, container) if image.matches_any(patterns, container.image)
