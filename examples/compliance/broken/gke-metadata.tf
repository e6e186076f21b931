# Each Pod of these nodes can ask for the credentials of its machine.
resource "google_container_node_pool" "web" {
  name       = "web"
  cluster    = "shop"
  location   = "europe-west1"
  node_count = 3

  node_config {
    machine_type = "e2-standard-4"
    labels       = { team = "platform", env = "prod", cost-center = "4711" }

    workload_metadata_config {
      mode = "GCE_METADATA"
    }
  }
}
