# Whoever may read the repository has the database.
variable "database_password" {
  type    = string
  default = "kT7mQ2xWv9"
}

resource "terraform_data" "shop" {
  input = var.database_password
}
