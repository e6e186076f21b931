# Looks like automation, and drops each event.
resource "aws_cloudwatch_event_rule" "errors" {
  name = "web-errors"
  event_pattern = jsonencode({
    source      = ["aws.cloudwatch"]
    detail-type = ["CloudWatch Alarm State Change"]
  })
}
