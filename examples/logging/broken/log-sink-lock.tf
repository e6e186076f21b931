provider "google" {
  project = "shop"
  region  = "europe-west3"
}

# It is kept for a year, until somebody with the right to change the bucket says otherwise.
resource "google_storage_bucket" "audit" {
  name                        = "shop-audit"
  location                    = "EU"
  storage_class               = "ARCHIVE"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  retention_policy {
    retention_period = 31536000
  }
}

resource "google_logging_project_sink" "audit" {
  name        = "audit"
  destination = "storage.googleapis.com/${google_storage_bucket.audit.name}"
  filter      = "logName:\"cloudaudit.googleapis.com\""
}
