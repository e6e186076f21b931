# Small machines of this generation, on spot capacity, which are there while people work.
resource "aws_launch_template" "web" {
  name          = "web-dev"
  image_id      = "ami-0a1b2c3d4e5f67890"
  instance_type = "t4g.medium"
  tags          = local.tags

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type = "gp3"
      volume_size = 20
      encrypted   = "true"
    }
  }
}

resource "aws_autoscaling_group" "web" {
  name                = "web-dev"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = ["subnet-0a1b2c3d", "subnet-0b2c3d4e"]
  health_check_type   = "ELB"

  mixed_instances_policy {
    instances_distribution {
      on_demand_percentage_above_base_capacity = 0
      spot_allocation_strategy                 = "price-capacity-optimized"
    }

    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.web.id
      }
    }
  }

  tag {
    key                 = "team"
    value               = "shop"
    propagate_at_launch = true
  }

  tag {
    key                 = "env"
    value               = "dev"
    propagate_at_launch = true
  }

  tag {
    key                 = "cost-center"
    value               = "4711"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_schedule" "evening" {
  scheduled_action_name  = "evening"
  autoscaling_group_name = aws_autoscaling_group.web.name
  recurrence             = "0 19 * * 1-5"
  time_zone              = "Europe/Berlin"
  min_size               = 0
  max_size               = 0
  desired_capacity       = 0
}

resource "aws_autoscaling_schedule" "morning" {
  scheduled_action_name  = "morning"
  autoscaling_group_name = aws_autoscaling_group.web.name
  recurrence             = "0 8 * * 1-5"
  time_zone              = "Europe/Berlin"
  min_size               = 2
  max_size               = 4
  desired_capacity       = 2
}

resource "aws_db_instance" "orders" {
  identifier            = "orders-dev"
  engine                = "postgres"
  instance_class        = "db.t4g.medium"
  storage_type          = "gp3"
  storage_encrypted     = true
  copy_tags_to_snapshot = true

  # Instance Scheduler on AWS stops what has this tag.
  tags = {
    team        = "shop"
    env         = "dev"
    cost-center = "4711"
    Schedule    = "office-hours"
  }
}
