provider "aws" {
  region = "eu-central-1"
}

# Finds what is unusual, and keeps it to itself.
resource "aws_ce_anomaly_monitor" "services" {
  name              = "services"
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
}
