provider "aws" {
  region = "eu-central-1"
}

# Backed up well, in one region.
resource "aws_db_instance" "orders" {
  identifier              = "orders"
  engine                  = "postgres"
  backup_retention_period = 14
  deletion_protection     = true
}
