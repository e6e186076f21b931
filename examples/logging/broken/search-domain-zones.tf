provider "aws" {
  region = "eu-central-1"
}

# Three nodes, and all of them in one zone.
resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  cluster_config {
    instance_count         = 3
    zone_awareness_enabled = false
  }

  log_publishing_options {
    log_type                 = "ES_APPLICATION_LOGS"
    cloudwatch_log_group_arn = "arn:aws:logs:eu-central-1:111122223333:log-group:/search/logs"
  }
}
