provider "aws" {
  region = "eu-central-1"
}

resource "aws_launch_template" "web" {
  name          = "web"
  instance_type = "m4.large"
}
