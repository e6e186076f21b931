provider "aws" {
  region = "eu-central-1"
}

# Backups that are in the region that is gone.
resource "aws_backup_plan" "daily" {
  name = "daily"

  rule {
    rule_name         = "daily"
    target_vault_name = "shop"
    schedule          = "cron(0 3 * * ? *)"
  }
}
