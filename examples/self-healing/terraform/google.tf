# The same on Google Cloud: the group asks the application, in three zones, and an alert starts what heals.
provider "google" {
  project = "shop-prod"
  region  = "europe-west1"
}

resource "google_compute_health_check" "live" {
  name                = "shop-live"
  check_interval_sec  = 15
  unhealthy_threshold = 4

  http_health_check {
    request_path = "/livez"
    port         = 8080
  }
}

resource "google_compute_region_instance_group_manager" "shop" {
  name                      = "shop"
  base_instance_name        = "shop"
  region                    = "europe-west1"
  distribution_policy_zones = ["europe-west1-b", "europe-west1-c", "europe-west1-d"]
  target_pools              = ["projects/shop-prod/regions/europe-west1/targetPools/shop"]

  version {
    instance_template = "projects/shop-prod/global/instanceTemplates/shop-1-4-2"
  }

  auto_healing_policies {
    health_check      = google_compute_health_check.live.id
    initial_delay_sec = 120
  }
}

resource "google_compute_region_autoscaler" "shop" {
  name   = "shop"
  region = "europe-west1"
  target = google_compute_region_instance_group_manager.shop.id

  autoscaling_policy {
    min_replicas = 3
    max_replicas = 9
  }
}

resource "google_monitoring_alert_policy" "errors" {
  display_name          = "shop errors"
  combiner              = "OR"
  notification_channels = ["projects/shop-prod/notificationChannels/1122334455"]
  user_labels           = { team = "shop", env = "prod", cost-center = "4711" }

  conditions {
    display_name = "errors of the shop"

    condition_threshold {
      filter          = "resource.type = \"https_lb_rule\" AND metric.type = \"loadbalancing.googleapis.com/https/request_count\" AND metric.labels.response_code_class = \"500\""
      comparison      = "COMPARISON_GT"
      threshold_value = 10
      duration        = "120s"
    }
  }
}
