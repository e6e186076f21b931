# Instances that their load balancer finds unhealthy are replaced, in any of two zones.
provider "aws" {
  region = "eu-central-1"
}

locals {
  tags = {
    team        = "shop"
    env         = "prod"
    cost-center = "4711"
  }
}

resource "aws_launch_template" "web" {
  name          = "web"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t4g.small"
  tags          = local.tags

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_autoscaling_group" "web" {
  name                      = "web"
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  target_group_arns         = ["arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0a1b2c3d4e5f6071"]
  health_check_type         = "ELB"
  health_check_grace_period = 90

  launch_template {
    id = aws_launch_template.web.id
  }

  tag {
    key                 = "team"
    value               = "shop"
    propagate_at_launch = true
  }

  tag {
    key                 = "env"
    value               = "prod"
    propagate_at_launch = true
  }

  tag {
    key                 = "cost-center"
    value               = "4711"
    propagate_at_launch = true
  }
}

resource "aws_route53_health_check" "web" {
  fqdn              = "shop.example.com"
  port              = 443
  type              = "HTTPS"
  resource_path     = "/readyz"
  request_interval  = 10
  failure_threshold = 3
  tags              = local.tags
}
