provider "aws" {
  region = "eu-central-1"
}

# Day and night, and on Sundays.
resource "aws_db_instance" "orders" {
  identifier            = "orders-dev"
  engine                = "postgres"
  instance_class        = "db.t4g.medium"
  storage_type          = "gp3"
  storage_encrypted     = true
  copy_tags_to_snapshot = true

  tags = {
    team        = "shop"
    env         = "dev"
    cost-center = "4711"
  }
}
