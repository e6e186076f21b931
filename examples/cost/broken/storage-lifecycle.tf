provider "aws" {
  region = "eu-central-1"
}

# For ever.
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-111122223333-uploads"
}
