# METADATA
# description: Image references, as the containers facet takes them apart.
package gatehouse.lib.image

import data.gatehouse.lib.glob

# METADATA
# description: >-
#   True where a pattern matches the reference as written, or the full name without tag and digest:
#   `docker.io/library/nginx`.
matches_any(patterns, image) if glob.any_match(patterns, image.reference)

matches_any(patterns, image) if glob.any_match(patterns, concat("/", [image.registry, image.repository]))

# METADATA
# description: The reference without tag and digest, spelt as its author spelt it.
name(image) := trim_suffix(trim_suffix(image.reference, _digest(image)), _tag(image))

_digest(image) := $"@{image.digest}" if image.digest

else := ""

_tag(image) := $":{image.tag}" if image.tag

else := ""
