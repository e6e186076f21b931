# What serves nobody directly is rolled, and goes back by itself.
resource "aws_ecs_service" "mails" {
  name                               = "mails"
  cluster                            = "arn:aws:ecs:eu-central-1:111122223333:cluster/shop"
  task_definition                    = "mails:12"
  desired_count                      = 2
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  tags                               = local.tags

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  alarms {
    enable      = true
    rollback    = true
    alarm_names = ["mails-failures"]
  }
}
