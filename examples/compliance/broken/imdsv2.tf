# A request that somebody makes the web server make gets the credentials of the instance.
resource "aws_launch_template" "web" {
  name = "web"
  tags = { team = "platform", env = "prod", cost-center = "4711" }

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }
}
