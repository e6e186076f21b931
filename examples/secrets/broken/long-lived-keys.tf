# Valid until somebody remembers to delete it.
resource "aws_iam_access_key" "pipeline" {
  user = "pipeline"
}
