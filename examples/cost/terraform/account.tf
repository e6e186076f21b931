# Who pays is told by tags that are activated, and somebody hears of it before and after the limit.
resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length = 14
}

resource "aws_ce_cost_allocation_tag" "team" {
  tag_key = "team"
  status  = "Active"
}

resource "aws_ce_cost_allocation_tag" "env" {
  tag_key = "env"
  status  = "Active"
}

resource "aws_ce_cost_allocation_tag" "cost_center" {
  tag_key = "cost-center"
  status  = "Active"
}

resource "aws_budgets_budget" "monthly" {
  name         = "shop"
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  tags         = local.tags

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.com"]
  }

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 100
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.com"]
  }

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 120
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.com", "finance@example.com"]
  }
}

resource "aws_ce_anomaly_monitor" "services" {
  name              = "services"
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
  tags              = local.tags
}

resource "aws_ce_anomaly_subscription" "shop" {
  name             = "shop"
  frequency        = "DAILY"
  monitor_arn_list = [aws_ce_anomaly_monitor.services.arn]
  tags             = local.tags

  subscriber {
    type    = "EMAIL"
    address = "shop@example.com"
  }
}
