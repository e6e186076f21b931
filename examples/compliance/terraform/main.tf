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

locals {
  account = "111122223333"
  tags = {
    team        = "platform"
    env         = "prod"
    cost-center = "4711"
  }
}
