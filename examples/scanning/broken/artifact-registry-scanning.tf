# This repository declines.
resource "google_artifact_registry_repository" "web" {
  repository_id = "web"
  location      = "europe-west3"
  format        = "DOCKER"

  docker_config {
    immutable_tags = true
  }

  vulnerability_scanning_config {
    enablement_config = "DISABLED"
  }

  cleanup_policies {
    id     = "old"
    action = "DELETE"

    condition {
      older_than = "7776000s"
    }
  }
}
