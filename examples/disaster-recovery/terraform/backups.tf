resource "aws_backup_vault" "shop" {
  name = "shop"
  tags = local.tags
}

resource "aws_backup_vault_lock_configuration" "shop" {
  backup_vault_name  = aws_backup_vault.shop.name
  min_retention_days = 7
  max_retention_days = 366
}

resource "aws_backup_vault" "shop_west" {
  provider = aws.west
  name     = "shop"
  tags     = local.tags
}

resource "aws_backup_vault_lock_configuration" "shop_west" {
  provider           = aws.west
  backup_vault_name  = aws_backup_vault.shop_west.name
  min_retention_days = 7
  max_retention_days = 366
}

resource "aws_backup_plan" "daily" {
  name = "daily"
  tags = local.tags

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.shop.name
    schedule          = "cron(0 3 * * ? *)"

    lifecycle {
      delete_after = 35
    }

    copy_action {
      destination_vault_arn = aws_backup_vault.shop_west.arn

      lifecycle {
        delete_after = 35
      }
    }
  }
}

resource "aws_iam_role" "backup" {
  name = "backup"
  tags = local.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "backup" {
  role       = aws_iam_role.backup.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}

resource "aws_backup_selection" "daily" {
  name         = "daily"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = aws_iam_role.backup.arn

  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}

resource "aws_efs_file_system" "media" {
  encrypted = true
  tags      = local.tags
}

resource "aws_ebs_volume" "search" {
  availability_zone = "eu-central-1a"
  size              = 100
  type              = "gp3"
  encrypted         = true
  tags              = local.tags
}
