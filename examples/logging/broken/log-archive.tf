provider "aws" {
  region = "eu-central-1"
}

# Seven years in standard storage.
resource "aws_s3_bucket" "logs" {
  bucket = "shop-111122223333-logs"
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 2557
    }
  }
}
