# Turns red in a console that nobody looks at.
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "web-errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 60
  evaluation_periods  = 2
}
