provider "aws" {
  region = "eu-central-1"
}

# The plan asks for a tag that the volume does not have.
resource "aws_ebs_volume" "search" {
  availability_zone = "eu-central-1a"
  size              = 100
  encrypted         = true
  tags              = { team = "shop" }
}

resource "aws_backup_selection" "daily" {
  name         = "daily"
  plan_id      = "1234abcd-12ab-34cd-56ef-1234567890ab"
  iam_role_arn = "arn:aws:iam::111122223333:role/backup"

  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}
