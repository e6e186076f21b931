# The orders service: a database whose password nobody knows, a secret that is rotated, and a machine that may read that one.
provider "aws" {
  region = "eu-central-1"
}

locals {
  tags = {
    team        = "shop"
    env         = "prod"
    cost-center = "4711"
  }
}

resource "aws_kms_key" "orders" {
  description         = "What the orders service keeps"
  enable_key_rotation = true
  tags                = local.tags
}

resource "aws_db_instance" "orders" {
  identifier                    = "orders"
  engine                        = "postgres"
  instance_class                = "db.t4g.medium"
  allocated_storage             = 50
  username                      = "orders"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.orders.key_id
  storage_encrypted             = true
  kms_key_id                    = aws_kms_key.orders.arn
  publicly_accessible           = false
  tags                          = local.tags
}

resource "aws_secretsmanager_secret" "payments" {
  name       = "shop/orders/payments"
  kms_key_id = aws_kms_key.orders.arn
  tags       = local.tags
}

resource "aws_secretsmanager_secret_rotation" "payments" {
  secret_id           = aws_secretsmanager_secret.payments.id
  rotation_lambda_arn = "arn:aws:lambda:eu-central-1:111122223333:function:rotate-payments"

  rotation_rules {
    automatically_after_days = 30
  }
}
