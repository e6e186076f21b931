provider "aws" {
  region = "eu-central-1"
}

# A bucket is named, but nothing is switched on.
resource "aws_lb" "front" {
  name               = "shop-front"
  load_balancer_type = "application"

  access_logs {
    bucket = "shop-111122223333-logs"
  }
}
