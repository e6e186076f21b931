provider "aws" {
  region = "eu-central-1"
}

# The account is set up, and its budget is for later.
resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length = 14
}
