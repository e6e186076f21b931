# All tasks may stop before the first new one starts.
provider "aws" {
  region = "eu-central-1"
}

resource "aws_ecs_service" "mails" {
  name                               = "mails"
  cluster                            = "arn:aws:ecs:eu-central-1:111122223333:cluster/shop"
  task_definition                    = "mails:12"
  desired_count                      = 2
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 200

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
