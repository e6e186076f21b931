provider "aws" {
  region = "eu-central-1"
}

# Production's size for a test.
resource "aws_instance" "web" {
  ami           = "ami-0a1b2c3d4e5f67890"
  instance_type = "m6i.8xlarge"

  tags = {
    team        = "shop"
    env         = "test"
    cost-center = "4711"
    Schedule    = "office-hours"
  }
}
