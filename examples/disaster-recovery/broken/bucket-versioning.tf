provider "aws" {
  region = "eu-central-1"
}

# What is overwritten or deleted here is gone at once.
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-111122223333-logs"
}
