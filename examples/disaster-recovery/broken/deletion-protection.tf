provider "aws" {
  region = "eu-central-1"
}

# One `terraform destroy` in the wrong terminal.
resource "aws_rds_cluster" "orders" {
  cluster_identifier        = "orders"
  engine                    = "aurora-postgresql"
  backup_retention_period   = 14
  storage_encrypted         = true
  global_cluster_identifier = "shop"
}
