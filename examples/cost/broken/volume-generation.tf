provider "aws" {
  region = "eu-central-1"
}

resource "aws_ebs_volume" "data" {
  availability_zone = "eu-central-1a"
  size              = 500
  type              = "gp2"
  encrypted         = true
}
