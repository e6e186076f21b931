# Waits for a person to press the button.
resource "aws_config_remediation_configuration" "versioning" {
  config_rule_name = "s3-bucket-versioning-enabled"
  target_type      = "SSM_DOCUMENT"
  target_id        = "AWS-ConfigureS3BucketVersioning"
}
