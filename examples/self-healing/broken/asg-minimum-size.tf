# One instance in one zone: an outage whenever it is replaced.
resource "aws_autoscaling_group" "web" {
  name                = "web"
  min_size            = 1
  max_size            = 6
  vpc_zone_identifier = ["subnet-0a1b2c3d4e5f60718"]
  health_check_type   = "ELB"
}
