# One percent first, an analysis after each step, and back by itself where one fails.
resource "google_clouddeploy_delivery_pipeline" "shop" {
  name     = "shop"
  location = "europe-west1"
  labels   = local.labels

  serial_pipeline {
    stages {
      target_id = "staging"
      strategy {
        standard {
          verify = true
        }
      }
    }
    stages {
      target_id = "prod"
      strategy {
        canary {
          runtime_config {
            cloud_run {
              automatic_traffic_control = true
            }
          }
          canary_deployment {
            percentages = [1, 10, 50]
            verify      = true
          }
        }
      }
    }
  }
}

resource "google_clouddeploy_automation" "shop" {
  name              = "shop"
  location          = "europe-west1"
  delivery_pipeline = google_clouddeploy_delivery_pipeline.shop.name
  service_account   = "deploy@shop-prod.iam.gserviceaccount.com"
  labels            = local.labels

  selector {
    targets {
      id = "prod"
    }
  }

  rules {
    advance_rollout_rule {
      id   = "next-step"
      wait = "600s"
    }
  }
  rules {
    repair_rollout_rule {
      id = "back"
      repair_phases {
        rollback {
          destination_phase = "stable"
        }
      }
    }
  }
}
