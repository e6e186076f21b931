# One percent, then all: nothing asks how the one percent fared.
resource "google_clouddeploy_delivery_pipeline" "shop" {
  name     = "shop"
  location = "europe-west1"
  labels   = { team = "shop", env = "prod", cost-center = "4711" }

  serial_pipeline {
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
            verify      = false
          }
        }
      }
    }
  }
}
