# The service stays between two versions.
provider "aws" {
  region = "eu-central-1"
}

resource "aws_ecs_service" "mails" {
  name                               = "mails"
  cluster                            = "arn:aws:ecs:eu-central-1:111122223333:cluster/shop"
  task_definition                    = "mails:12"
  desired_count                      = 2
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = false
  }

  alarms {
    enable      = true
    rollback    = true
    alarm_names = ["mails-failures"]
  }
}
