provider "aws" {
  region = "eu-central-1"
}

# Kept for ever, and paid for each month.
resource "aws_cloudwatch_log_group" "orders" {
  name       = "/shop/orders"
  kms_key_id = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
