# A history that nobody asks anything of.
resource "aws_config_configuration_recorder" "this" {
  name     = "default"
  role_arn = "arn:aws:iam::111122223333:role/config"

  recording_group {
    all_supported                 = true
    include_global_resource_types = true
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
