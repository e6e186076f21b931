# The same on Google Cloud, where each part is told to log by itself.
resource "google_compute_network" "shop" {
  name                    = "shop"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "shop" {
  name                     = "shop"
  network                  = google_compute_network.shop.id
  region                   = "europe-west3"
  ip_cidr_range            = "10.30.0.0/20"
  private_ip_google_access = true

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = 0.5
    metadata             = "INCLUDE_ALL_METADATA"
  }
}

resource "google_compute_region_health_check" "api" {
  name   = "api"
  region = "europe-west3"

  http_health_check {
    port_specification = "USE_SERVING_PORT"
    request_path       = "/ready"
  }
}

resource "google_compute_region_backend_service" "api" {
  name                  = "api"
  region                = "europe-west3"
  protocol              = "HTTP"
  load_balancing_scheme = "INTERNAL_MANAGED"
  health_checks         = [google_compute_region_health_check.api.id]

  log_config {
    enable      = true
    sample_rate = 1.0
  }
}
