# Found, and nobody is told.
resource "aws_config_config_rule" "root_mfa" {
  name = "root-account-mfa-enabled"
  tags = { team = "platform", env = "prod", cost-center = "4711" }

  source {
    owner             = "AWS"
    source_identifier = "ROOT_ACCOUNT_MFA_ENABLED"
  }
}
