# Where the permission is missing the event is dropped at once, and nobody hears of it.
resource "aws_cloudwatch_event_target" "roll_back" {
  rule     = "web-errors"
  arn      = "arn:aws:ssm:eu-central-1:111122223333:automation-definition/RollBackWeb"
  role_arn = "arn:aws:iam::111122223333:role/roll-back-web"
}
