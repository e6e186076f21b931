# The same bucket is found every day.
resource "aws_config_config_rule" "versioning" {
  name = "s3-bucket-versioning-enabled"
  tags = { team = "platform", env = "prod", cost-center = "4711" }

  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_VERSIONING_ENABLED"
  }
}

resource "aws_config_delivery_channel" "this" {
  name           = "default"
  s3_bucket_name = "shop-111122223333-config"
  sns_topic_arn  = "arn:aws:sns:eu-central-1:111122223333:config-compliance"
}
