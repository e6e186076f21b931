# An account whose buckets can be opened, whose disks can be plain, and that nobody watches.
resource "aws_iam_account_password_policy" "this" {
  minimum_password_length = 14
}
