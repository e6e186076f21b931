# The alarm's state change starts a runbook; only when the alarm is still there ten minutes later somebody is paged.
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "web-errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 60
  evaluation_periods  = 2
  alarm_actions       = ["arn:aws:autoscaling:eu-central-1:111122223333:scalingPolicy:1:autoScalingGroupName/web:policyName/more"]
  tags                = local.tags
}

resource "aws_cloudwatch_metric_alarm" "errors_stay" {
  alarm_name          = "web-errors-stay"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 60
  evaluation_periods  = 10
  alarm_actions       = ["arn:aws:sns:eu-central-1:111122223333:oncall"]
  tags                = local.tags
}

resource "aws_cloudwatch_event_rule" "errors" {
  name = "web-errors"
  tags = local.tags
  event_pattern = jsonencode({
    source      = ["aws.cloudwatch"]
    detail-type = ["CloudWatch Alarm State Change"]
    detail      = { alarmName = ["web-errors"], state = { value = ["ALARM"] } }
  })
}

resource "aws_sqs_queue" "failed_events" {
  name                    = "failed-events"
  sqs_managed_sse_enabled = true
  tags                    = local.tags
}

resource "aws_cloudwatch_event_target" "roll_back" {
  rule     = aws_cloudwatch_event_rule.errors.name
  arn      = "arn:aws:ssm:eu-central-1:111122223333:automation-definition/RollBackWeb"
  role_arn = "arn:aws:iam::111122223333:role/roll-back-web"

  dead_letter_config {
    arn = aws_sqs_queue.failed_events.arn
  }
}
