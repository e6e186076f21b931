provider "google" {
  project = "shop"
  region  = "europe-west3"
}

# Seven years in standard storage.
resource "google_storage_bucket" "audit" {
  name                        = "shop-audit-logs"
  location                    = "EU"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = 2557
    }
  }
}
