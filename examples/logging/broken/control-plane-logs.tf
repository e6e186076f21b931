provider "aws" {
  region = "eu-central-1"
}

# The API server's log, but not who did what.
resource "aws_eks_cluster" "shop" {
  name                      = "shop"
  role_arn                  = "arn:aws:iam::111122223333:role/shop-cluster"
  enabled_cluster_log_types = ["api"]

  vpc_config {
    subnet_ids = ["subnet-0a1b2c3d", "subnet-1a2b3c4d"]
  }
}
