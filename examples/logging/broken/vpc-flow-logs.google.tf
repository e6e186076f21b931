provider "google" {
  project = "shop"
  region  = "europe-west3"
}

# No log_config: nobody can say who talked to whom.
resource "google_compute_subnetwork" "shop" {
  name          = "shop"
  network       = "shop"
  region        = "europe-west3"
  ip_cidr_range = "10.30.0.0/20"
}
