# The password stands in the state, in the plan, and in the variables of the pipeline.
variable "password" {
  default   = "not-a-real-one"
  sensitive = true
}

resource "aws_db_instance" "orders" {
  identifier        = "orders"
  engine            = "postgres"
  instance_class    = "db.t4g.medium"
  allocated_storage = 50
  username          = "orders"
  password          = var.password
  storage_encrypted = true
}
