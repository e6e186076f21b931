resource "aws_route53_health_check" "shop" {
  fqdn              = "eu-central-1.shop.example.com"
  type              = "HTTPS"
  port              = 443
  resource_path     = "/healthz"
  request_interval  = 10
  failure_threshold = 1
  tags              = local.tags
}

resource "aws_route53_record" "primary" {
  zone_id         = "Z0123456789EXAMPLE"
  name            = "shop.example.com"
  type            = "CNAME"
  ttl             = 60
  set_identifier  = "eu-central-1"
  records         = ["eu-central-1.shop.example.com"]
  health_check_id = aws_route53_health_check.shop.id

  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_record" "secondary" {
  zone_id        = "Z0123456789EXAMPLE"
  name           = "shop.example.com"
  type           = "CNAME"
  ttl            = 60
  set_identifier = "eu-west-1"
  records        = ["eu-west-1.shop.example.com"]

  failover_routing_policy {
    type = "SECONDARY"
  }
}
