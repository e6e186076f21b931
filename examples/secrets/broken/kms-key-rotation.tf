# All that is ever encrypted with it opens with one key.
resource "aws_kms_key" "orders" {
  description = "What the orders service keeps"
}
