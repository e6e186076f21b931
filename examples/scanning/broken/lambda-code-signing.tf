# The function runs whatever archive somebody uploads to it.
resource "aws_lambda_function" "thumbnails" {
  function_name = "thumbnails"
  role          = "arn:aws:iam::111122223333:role/thumbnails"
  handler       = "index.handler"
  runtime       = "nodejs20.x"
  filename      = "thumbnails.zip"
}
