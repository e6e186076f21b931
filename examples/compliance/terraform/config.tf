# Detected: what is there, how it changes, and whether it complies.
resource "aws_s3_bucket" "config" {
  bucket = "shop-111122223333-config"
  tags   = local.tags
}

resource "aws_config_configuration_recorder" "this" {
  name     = "default"
  role_arn = "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"

  recording_group {
    all_supported                 = true
    include_global_resource_types = true
  }
}

resource "aws_config_delivery_channel" "this" {
  name           = "default"
  s3_bucket_name = aws_s3_bucket.config.bucket
  depends_on     = [aws_config_configuration_recorder.this]
}

resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true
  depends_on = [aws_config_delivery_channel.this]
}

resource "aws_config_config_rule" "public_buckets" {
  name       = "s3-bucket-level-public-access-prohibited"
  tags       = local.tags
  depends_on = [aws_config_configuration_recorder.this]

  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED"
  }
}

resource "aws_config_config_rule" "root_mfa" {
  name       = "root-account-mfa-enabled"
  tags       = local.tags
  depends_on = [aws_config_configuration_recorder.this]

  source {
    owner             = "AWS"
    source_identifier = "ROOT_ACCOUNT_MFA_ENABLED"
  }
}
