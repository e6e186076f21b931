# What fails stays as it is, and nothing tells whether the new version works.
provider "google" {
  project = "shop-prod"
  region  = "europe-west1"
}

resource "google_clouddeploy_delivery_pipeline" "shop" {
  name     = "shop"
  location = "europe-west1"

  serial_pipeline {
    stages {
      target_id = "staging"
    }
    stages {
      target_id = "prod"
    }
  }
}
