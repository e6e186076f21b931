provider "aws" {
  region = "eu-central-1"
}

# A secondary, and nothing that ever says when to use it.
resource "aws_route53_record" "primary" {
  zone_id        = "Z0123456789EXAMPLE"
  name           = "shop.example.com"
  type           = "CNAME"
  ttl            = 60
  set_identifier = "eu-central-1"
  records        = ["eu-central-1.shop.example.com"]

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
