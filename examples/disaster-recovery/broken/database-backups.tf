provider "aws" {
  region = "eu-central-1"
}

# One day: gone when it is noticed on Monday.
resource "aws_db_instance" "orders" {
  identifier              = "orders"
  engine                  = "postgres"
  backup_retention_period = 1
  deletion_protection     = true
}

resource "aws_db_instance_automated_backups_replication" "orders" {
  source_db_instance_arn = aws_db_instance.orders.arn
  region                 = "eu-west-1"
}
