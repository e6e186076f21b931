provider "aws" {
  region = "eu-central-1"
}

# Development pays for capacity that nobody takes back.
resource "aws_eks_node_group" "workers" {
  cluster_name    = "shop"
  node_group_name = "workers"
  capacity_type   = "ON_DEMAND"
  instance_types  = ["m6i.large"]

  tags = {
    team        = "shop"
    env         = "dev"
    cost-center = "4711"
  }
}
