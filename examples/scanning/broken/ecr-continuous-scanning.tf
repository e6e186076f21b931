# Scanned once, when it was pushed.
resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "BASIC"

  rule {
    scan_frequency = "SCAN_ON_PUSH"

    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}

resource "aws_cloudwatch_event_rule" "findings" {
  name          = "image-findings"
  event_pattern = jsonencode({ source = ["aws.inspector2", "aws.ecr"] })
}

resource "aws_cloudwatch_event_target" "findings" {
  rule = aws_cloudwatch_event_rule.findings.name
  arn  = "arn:aws:sns:eu-central-1:111122223333:image-findings"
}
