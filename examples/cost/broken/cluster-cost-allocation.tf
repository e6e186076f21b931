# The cluster is one line on the bill, whoever uses it.
resource "google_container_cluster" "shop" {
  name                = "shop"
  location            = "europe-west1"
  enable_autopilot    = true
  deletion_protection = true
  resource_labels     = { team = "shop", env = "prod", cost-center = "4711" }

  cost_management_config {
    enabled = false
  }
}
