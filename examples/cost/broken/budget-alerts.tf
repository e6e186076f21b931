provider "aws" {
  region = "eu-central-1"
}

# Told when it is over, and only then.
resource "aws_budgets_budget" "monthly" {
  name         = "shop"
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 100
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.com"]
  }
}
