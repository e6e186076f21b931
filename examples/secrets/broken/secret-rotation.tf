# Nobody has to change it, so nobody does.
resource "aws_secretsmanager_secret" "payments" {
  name = "shop/orders/payments"
}
