provider "aws" {
  region = "eu-central-1"
}

# One region, and nothing that proves that the files are as they were written.
resource "aws_cloudtrail" "audit" {
  name                       = "audit"
  s3_bucket_name             = "shop-111122223333-logs"
  kms_key_id                 = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-central-1:111122223333:log-group:/audit/trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::111122223333:role/audit-trail"
}
