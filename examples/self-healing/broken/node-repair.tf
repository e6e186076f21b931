# A node that is not well stays until somebody drains it.
resource "google_container_node_pool" "web" {
  name       = "web"
  cluster    = "shop"
  location   = "europe-west1"
  node_count = 3

  node_config {
    machine_type = "e2-standard-4"
    labels       = { team = "shop", env = "prod", cost-center = "4711" }
  }

  management {
    auto_repair  = false
    auto_upgrade = true
  }
}
