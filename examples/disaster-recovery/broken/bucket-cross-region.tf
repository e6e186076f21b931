provider "aws" {
  region = "eu-central-1"
}

# Replicated to its own region.
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-111122223333-uploads"
}

resource "aws_s3_bucket_versioning" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "copy" {
  bucket = "shop-111122223333-uploads-copy"
}

resource "aws_s3_bucket_versioning" "copy" {
  bucket = aws_s3_bucket.copy.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  role   = "arn:aws:iam::111122223333:role/uploads-replication"

  rule {
    id     = "all"
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.copy.arn
    }
  }
}
