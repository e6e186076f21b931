# A minute and a half of errors before the failover moves: the defaults.
resource "aws_route53_health_check" "web" {
  fqdn              = "shop.example.com"
  port              = 443
  type              = "HTTPS"
  resource_path     = "/readyz"
  request_interval  = 30
  failure_threshold = 3
}
