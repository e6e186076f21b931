provider "aws" {
  region = "eu-central-1"
}

# Promotes the replica on the first false alarm.
resource "aws_sfn_state_machine" "failover" {
  name     = "orders-failover"
  role_arn = "arn:aws:iam::111122223333:role/orders-failover"
  definition = jsonencode({
    StartAt = "Promote"
    States = {
      Promote = {
        Type       = "Task"
        Resource   = "arn:aws:states:::aws-sdk:rds:promoteReadReplica"
        Parameters = { DbInstanceIdentifier = "orders-west" }
        End        = true
      }
    }
  })
}

resource "aws_scheduler_schedule" "test" {
  schedule_expression = "rate(28 days)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sfn_state_machine.failover.arn
    role_arn = "arn:aws:iam::111122223333:role/orders-failover"
  }
}
