provider "aws" {
  region = "eu-central-1"
}

locals {
  tags = {
    team        = "shop"
    env         = "dev"
    cost-center = "4711"
  }
}
