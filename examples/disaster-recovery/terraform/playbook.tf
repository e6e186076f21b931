resource "aws_iam_role" "playbook" {
  provider = aws.west
  name     = "orders-failover"
  tags     = local.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["states.amazonaws.com", "scheduler.amazonaws.com"] }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "playbook" {
  provider = aws.west
  name     = "fail-over"
  role     = aws_iam_role.playbook.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["rds:DescribeDBInstances", "rds:PromoteReadReplica"]
        Resource = "arn:aws:rds:${local.west}:${local.account}:db:orders-west"
      },
      {
        Effect   = "Allow"
        Action   = "sns:Publish"
        Resource = "arn:aws:sns:${local.west}:${local.account}:oncall"
      },
      {
        Effect   = "Allow"
        Action   = "states:StartExecution"
        Resource = "arn:aws:states:${local.west}:${local.account}:stateMachine:orders-failover"
      },
    ]
  })
}

# In the region that it fails over to: the other one is gone when it is needed.
resource "aws_sfn_state_machine" "failover" {
  provider   = aws.west
  name       = "orders-failover"
  role_arn   = aws_iam_role.playbook.arn
  definition = file("${path.module}/playbook.asl")
  tags       = local.tags
}

# A Tuesday morning each month, up to the step that asks.
resource "aws_scheduler_schedule" "test" {
  provider            = aws.west
  name                = "orders-failover-test"
  schedule_expression = "cron(0 9 ? * TUE#1 *)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sfn_state_machine.failover.arn
    role_arn = aws_iam_role.playbook.arn
    input    = jsonencode({ test = true })
  }
}
