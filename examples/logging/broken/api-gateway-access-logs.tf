provider "aws" {
  region = "eu-central-1"
}

# Lines of text, which each reader takes apart in another way.
resource "aws_apigatewayv2_stage" "live" {
  api_id = "a1b2c3d4"
  name   = "live"

  access_log_settings {
    destination_arn = "arn:aws:logs:eu-central-1:111122223333:log-group:/shop/api"
    format          = "$context.requestId $context.identity.sourceIp $context.status"
  }
}
