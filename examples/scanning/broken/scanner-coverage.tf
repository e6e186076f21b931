# Hosts are scanned, images are not.
resource "aws_inspector2_enabler" "this" {
  account_ids    = ["111122223333"]
  resource_types = ["EC2"]
}

resource "aws_cloudwatch_event_rule" "findings" {
  name          = "image-findings"
  event_pattern = jsonencode({ source = ["aws.inspector2", "aws.ecr"] })
}

resource "aws_cloudwatch_event_target" "findings" {
  rule = aws_cloudwatch_event_rule.findings.name
  arn  = "arn:aws:sns:eu-central-1:111122223333:image-findings"
}
