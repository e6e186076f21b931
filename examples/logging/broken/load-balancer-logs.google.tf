provider "google" {
  project = "shop"
  region  = "europe-west3"
}

# A managed load balancer of one region, whose log nobody switched on.
resource "google_compute_region_backend_service" "api" {
  name                  = "api"
  region                = "europe-west3"
  protocol              = "HTTP"
  load_balancing_scheme = "INTERNAL_MANAGED"
}
