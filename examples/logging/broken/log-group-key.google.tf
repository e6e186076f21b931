provider "google" {
  project = "shop"
  region  = "europe-west3"
}

# Whoever may read the bucket may read what it says.
resource "google_logging_project_bucket_config" "orders" {
  project        = "shop"
  location       = "europe-west3"
  bucket_id      = "orders"
  retention_days = 30
}
