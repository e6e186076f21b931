resource "aws_inspector2_enabler" "this" {
  account_ids    = [local.account]
  resource_types = ["ECR", "EC2", "LAMBDA"]
}

resource "aws_cloudwatch_event_rule" "findings" {
  name = "image-findings"
  tags = local.tags
  event_pattern = jsonencode({
    source      = ["aws.inspector2"]
    detail-type = ["Inspector2 Finding"]
    detail = {
      severity = ["HIGH", "CRITICAL"]
      status   = ["ACTIVE"]
    }
  })
}

resource "aws_cloudwatch_event_target" "findings" {
  rule = aws_cloudwatch_event_rule.findings.name
  arn  = aws_sns_topic.findings.arn
}

resource "aws_kms_key" "findings" {
  description         = "image findings"
  enable_key_rotation = true
  tags                = local.tags
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_sns_topic" "findings" {
  name              = "image-findings"
  kms_master_key_id = aws_kms_key.findings.arn
  tags              = local.tags
}

resource "aws_sns_topic_subscription" "platform" {
  topic_arn = aws_sns_topic.findings.arn
  protocol  = "email"
  endpoint  = "platform@example.com"
}
