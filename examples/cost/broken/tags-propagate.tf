provider "aws" {
  region = "eu-central-1"
}

# The service has an owner, and its tasks, which cost the money, have none.
resource "aws_ecs_service" "web" {
  name          = "web"
  cluster       = "shop"
  desired_count = 2

  tags = {
    team        = "shop"
    env         = "prod"
    cost-center = "4711"
  }
}
