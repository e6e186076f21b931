provider "aws" {
  region = "eu-central-1"
}

# Two of the three tags are in the bill.
resource "aws_ce_cost_allocation_tag" "team" {
  tag_key = "team"
  status  = "Active"
}

resource "aws_ce_cost_allocation_tag" "env" {
  tag_key = "env"
  status  = "Active"
}
