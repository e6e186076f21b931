# METADATA
# description: Sinks of Cloud Logging, and where they export to.
package gatehouse.lib.sinks

import data.gatehouse.lib.attribute

# METADATA
# description: True where the resource is a sink that exports into the `google_storage_bucket`.
into(sink, bucket) if {
	regex.match(`^google_logging_.*_sink$`, sink.type)
	bucket.type == "google_storage_bucket"
	_means(attribute.read(sink, ["destination"]), bucket)
}

_means(destination, bucket) if {
	name := attribute.read(bucket, ["name"]).value
	destination.value == $"storage.googleapis.com/{name}"
}

_means(destination, bucket) if {
	some reference in destination.references
	reference.id == bucket.id
}
