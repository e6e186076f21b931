provider "aws" {
  region = "eu-central-1"
}

# A playbook that was run when it was written.
resource "aws_sfn_state_machine" "failover" {
  name     = "orders-failover"
  role_arn = "arn:aws:iam::111122223333:role/orders-failover"
  definition = jsonencode({
    StartAt = "Approve"
    States = {
      Approve = {
        Type     = "Task"
        Resource = "arn:aws:states:::sns:publish.waitForTaskToken"
        Parameters = {
          TopicArn    = "arn:aws:sns:eu-central-1:111122223333:oncall"
          "Message.$" = "$$.Task.Token"
        }
        End = true
      }
    }
  })
}
