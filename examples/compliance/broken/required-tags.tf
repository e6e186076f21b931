# Whose is it, and who pays for it?
resource "aws_sqs_queue" "orders" {
  name                    = "orders"
  sqs_managed_sse_enabled = true
  tags                    = { team = "shop" }
}
