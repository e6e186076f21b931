# The same on Google Cloud: machines that come before others go, asked by a check of their own.
provider "google" {
  project = "shop-prod"
  region  = "europe-west1"
}

resource "google_compute_health_check" "ready" {
  name                = "shop-ready"
  check_interval_sec  = 10
  unhealthy_threshold = 3

  http_health_check {
    request_path = "/ready"
    port         = 8080
  }
}

resource "google_compute_region_instance_group_manager" "shop" {
  name               = "shop"
  base_instance_name = "shop"
  region             = "europe-west1"
  target_size        = 6

  version {
    instance_template = "projects/shop-prod/global/instanceTemplates/shop-1-4-2"
  }

  update_policy {
    type                  = "PROACTIVE"
    minimal_action        = "REPLACE"
    max_surge_fixed       = 3
    max_unavailable_fixed = 0
  }
}

resource "google_compute_backend_service" "shop" {
  name                            = "shop"
  protocol                        = "HTTP"
  load_balancing_scheme           = "EXTERNAL_MANAGED"
  health_checks                   = [google_compute_health_check.ready.id]
  connection_draining_timeout_sec = 30

  backend {
    group = google_compute_region_instance_group_manager.shop.instance_group
  }

  log_config {
    enable = true
  }
}
