terraform {
  required_version = ">= 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }
}

provider "google" {
  project = "shop-prod"
  region  = "europe-west1"
}

locals {
  labels = {
    team        = "shop"
    env         = "prod"
    cost-center = "4711"
  }
}
