# Reads the secrets of orders, by their path, and opens them only through Secrets Manager.
resource "aws_iam_role" "orders" {
  name = "orders"
  tags = local.tags
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "orders" {
  name = "orders"
  role = aws_iam_role.orders.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Secrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/orders/*"
      },
      {
        Sid       = "Keys"
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = "*"
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.eu-central-1.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_launch_template" "orders" {
  name          = "orders"
  instance_type = "t4g.small"
  tags          = local.tags
  user_data     = file("${path.module}/start.sh")

  iam_instance_profile {
    name = "orders"
  }

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_lambda_function" "receipts" {
  function_name = "receipts"
  role          = "arn:aws:iam::111122223333:role/receipts"
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = "receipts.zip"
  tags          = local.tags

  environment {
    variables = {
      DB_HOST       = "orders.example.com"
      DB_SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/orders/database-a1b2c3"
    }
  }
}

resource "aws_cloudtrail" "main" {
  name                          = "main"
  s3_bucket_name                = "trail-111122223333"
  is_multi_region_trail         = true
  enable_log_file_validation    = true
  include_global_service_events = true
  kms_key_id                    = aws_kms_key.orders.arn
  tags                          = local.tags

  event_selector {
    read_write_type           = "All"
    include_management_events = true
  }
}
