# An error counts as health.
provider "aws" {
  region = "eu-central-1"
}

resource "aws_lb_target_group" "blue" {
  name                 = "shop-blue"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = "vpc-0a1b2c3d4e5f67890"
  deregistration_delay = "30"

  health_check {
    path                = "/ready"
    matcher             = "200-499"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}
