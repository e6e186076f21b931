# An alarm stops the deployment and leaves it there.
provider "aws" {
  region = "eu-central-1"
}

resource "aws_codedeploy_deployment_group" "shop" {
  app_name               = "shop"
  deployment_group_name  = "prod"
  service_role_arn       = "arn:aws:iam::111122223333:role/codedeploy"
  deployment_config_name = "CodeDeployDefault.ECSCanary10Percent5Minutes"

  deployment_style {
    deployment_type   = "BLUE_GREEN"
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }

  blue_green_deployment_config {
    terminate_blue_instances_on_deployment_success {
      action                           = "TERMINATE"
      termination_wait_time_in_minutes = 15
    }
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }

  alarm_configuration {
    enabled = true
    alarms  = ["shop-errors"]
  }
}
