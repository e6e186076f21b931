# The recorder knows two types of resources, and is blind to all others.
resource "aws_config_configuration_recorder" "this" {
  name     = "default"
  role_arn = "arn:aws:iam::111122223333:role/config"

  recording_group {
    all_supported  = false
    resource_types = ["AWS::EC2::Instance", "AWS::S3::Bucket"]
  }
}

resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true
}

resource "aws_config_delivery_channel" "this" {
  name           = "default"
  s3_bucket_name = "shop-111122223333-config"
  sns_topic_arn  = "arn:aws:sns:eu-central-1:111122223333:config-compliance"
}

resource "aws_config_config_rule" "root_mfa" {
  name = "root-account-mfa-enabled"
  tags = { team = "platform", env = "prod", cost-center = "4711" }

  source {
    owner             = "AWS"
    source_identifier = "ROOT_ACCOUNT_MFA_ENABLED"
  }
}
