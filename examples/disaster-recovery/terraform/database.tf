resource "aws_db_instance" "orders" {
  identifier                  = "orders"
  engine                      = "postgres"
  engine_version              = "17.4"
  instance_class              = "db.r7g.large"
  allocated_storage           = 200
  storage_encrypted           = true
  multi_az                    = true
  username                    = "orders"
  manage_master_user_password = true
  backup_retention_period     = 14
  deletion_protection         = true
  final_snapshot_identifier   = "orders-final"
  tags                        = local.tags
}

resource "aws_kms_key" "west" {
  provider            = aws.west
  description         = "orders in the other region"
  enable_key_rotation = true
  tags                = local.tags
}

# Seconds behind the first; promoted by the playbook.
resource "aws_db_instance" "orders_west" {
  provider                = aws.west
  identifier              = "orders-west"
  replicate_source_db     = aws_db_instance.orders.arn
  instance_class          = "db.r7g.large"
  storage_encrypted       = true
  kms_key_id              = aws_kms_key.west.arn
  backup_retention_period = 14
  deletion_protection     = true
  skip_final_snapshot     = true
  tags                    = local.tags
}

resource "aws_dynamodb_table" "carts" {
  name                        = "carts"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = true
  tags                        = local.tags

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  replica {
    region_name            = "eu-west-1"
    point_in_time_recovery = true
    propagate_tags         = true
  }
}
