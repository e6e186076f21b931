# A disk that can be read wherever its snapshot goes.
resource "aws_ebs_volume" "orders" {
  availability_zone = "eu-central-1a"
  size              = 20
  encrypted         = false
  tags              = { team = "platform", env = "prod", cost-center = "4711" }
}
