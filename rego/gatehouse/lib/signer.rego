# METADATA
# description: Who may have signed an image, as policies for keyless signatures of Sigstore name them.
package gatehouse.lib.signer

import data.gatehouse.lib.attribute

_anything := {"*", ".*", ".+", "^.*$", "^.+$", "(.*)", "(.+)"}

# METADATA
# description: >-
#   What an identity at those keys (`issuer`, `subject`, and each as `issuerRegExp`, `subjectRegExp`) leaves open. Undefined where it
#   names both.
open_part(resource, keys) := "issuer" if {
	not _named(resource, keys, "issuer")
} else := "subject" if {
	not _named(resource, keys, "subject")
}

_named(resource, keys, part) if {
	some suffix in ["", "RegExp"]
	text := attribute.read(resource, array.concat(keys, [$"{part}{suffix}"])).value
	not text in _anything
}
