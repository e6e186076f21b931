# Three machines in three zones, and an update may take all three.
provider "google" {
  project = "shop-prod"
  region  = "europe-west1"
}

resource "google_compute_region_instance_group_manager" "web" {
  name               = "web"
  base_instance_name = "web"
  region             = "europe-west1"
  target_size        = 3

  version {
    instance_template = "projects/shop-prod/global/instanceTemplates/web-1-4-2"
  }

  update_policy {
    type                  = "PROACTIVE"
    minimal_action        = "REPLACE"
    max_surge_fixed       = 0
    max_unavailable_fixed = 3
  }
}
