# Every process of the machine can ask the metadata service for this.
resource "aws_instance" "orders" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t4g.small"
  user_data     = "#!/bin/sh\nexport DB_PASSWORD=correct-horse\nexec /opt/shop/orders\n"
}
