# A database that all the world can try passwords on.
resource "aws_security_group" "orders" {
  name = "orders"
  tags = { team = "platform", env = "prod", cost-center = "4711" }

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["0.0.0.0/0"]
  }
}
