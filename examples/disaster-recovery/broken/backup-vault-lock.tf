provider "aws" {
  region = "eu-central-1"
}

# Who takes over the account deletes these first.
resource "aws_backup_vault" "shop" {
  name = "shop"
}
