provider "google" {
  project = "shop"
  region  = "europe-west3"
}

# Without include_children it takes what the organization itself does, and nothing of its projects.
resource "google_logging_organization_sink" "audit" {
  name        = "audit"
  org_id      = "123456789012"
  destination = "logging.googleapis.com/projects/shop-logs"
}
