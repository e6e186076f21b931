provider "aws" {
  region = "eu-central-1"
}

# Whoever may read the group may read what it says.
resource "aws_cloudwatch_log_group" "orders" {
  name              = "/shop/orders"
  retention_in_days = 30
}
