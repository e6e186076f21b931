terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

# Where everything goes when the first region is gone.
provider "aws" {
  alias  = "west"
  region = "eu-west-1"
}

locals {
  account = "111122223333"
  region  = "eu-central-1"
  west    = "eu-west-1"
  tags = {
    team        = "shop"
    env         = "prod"
    cost-center = "4711"
    backup      = "daily"
  }
}
