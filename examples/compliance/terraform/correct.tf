# Corrected: by a runbook where there is one, else by whoever is told.
resource "aws_config_remediation_configuration" "public_buckets" {
  config_rule_name           = aws_config_config_rule.public_buckets.name
  target_type                = "SSM_DOCUMENT"
  target_id                  = "AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock"
  automatic                  = true
  maximum_automatic_attempts = 5
  retry_attempt_seconds      = 60

  parameter {
    name         = "AutomationAssumeRole"
    static_value = "arn:aws:iam::111122223333:role/config-remediation"
  }

  parameter {
    name           = "BucketName"
    resource_value = "RESOURCE_ID"
  }
}

resource "aws_cloudwatch_event_rule" "compliance" {
  name = "config-compliance"
  tags = local.tags
  event_pattern = jsonencode({
    source      = ["aws.config"]
    detail-type = ["Config Rules Compliance Change"]
    detail      = { newEvaluationResult = { complianceType = ["NON_COMPLIANT"] } }
  })
}

resource "aws_cloudwatch_event_target" "compliance" {
  rule = aws_cloudwatch_event_rule.compliance.name
  arn  = aws_sns_topic.compliance.arn
}

resource "aws_kms_key" "compliance" {
  description         = "compliance notifications"
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

resource "aws_sns_topic" "compliance" {
  name              = "config-compliance"
  kms_master_key_id = aws_kms_key.compliance.arn
  tags              = local.tags
}

resource "aws_sns_topic_subscription" "platform" {
  topic_arn = aws_sns_topic.compliance.arn
  protocol  = "email"
  endpoint  = "platform@example.com"
}
