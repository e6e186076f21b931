# Prevented: what no resource of the account can do, whatever it says itself.
resource "aws_iam_account_password_policy" "this" {
  minimum_password_length = 14
}

resource "aws_s3_account_public_access_block" "this" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}

resource "aws_ec2_instance_metadata_defaults" "this" {
  http_tokens                 = "required"
  http_put_response_hop_limit = 1
}

resource "aws_guardduty_detector" "this" {
  enable = true
  tags   = local.tags
}

resource "aws_securityhub_account" "this" {}
