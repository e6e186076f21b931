# A quarter of all users try it first.
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
            percentages = [25, 50, 75]
            verify      = true
          }
        }
      }
    }
  }
}
