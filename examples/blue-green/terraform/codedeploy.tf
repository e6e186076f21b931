# CodeDeploy shifts the traffic of the shop, and goes back where the alarm says so.
resource "aws_codedeploy_deployment_group" "shop" {
  app_name               = "shop"
  deployment_group_name  = "prod"
  service_role_arn       = "arn:aws:iam::111122223333:role/codedeploy"
  deployment_config_name = "CodeDeployDefault.ECSCanary10Percent5Minutes"
  tags                   = local.tags

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
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }

  alarm_configuration {
    enabled = true
    alarms  = ["shop-errors"]
  }
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "shop-errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  period              = 60
  evaluation_periods  = 1
  alarm_actions       = ["arn:aws:sns:eu-central-1:111122223333:oncall"]
  tags                = local.tags
}
