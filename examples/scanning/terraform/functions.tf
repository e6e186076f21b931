resource "aws_signer_signing_profile" "build" {
  name_prefix = "shop_build_"
  platform_id = "AWSLambda-SHA384-ECDSA"
  tags        = local.tags
}

resource "aws_lambda_code_signing_config" "build" {
  description = "What the pipeline signed, and nothing else"

  allowed_publishers {
    signing_profile_version_arns = [aws_signer_signing_profile.build.version_arn]
  }

  policies {
    untrusted_artifact_on_deployment = "Enforce"
  }

  tags = local.tags
}

resource "aws_lambda_function" "thumbnails" {
  function_name           = "thumbnails"
  role                    = "arn:aws:iam::111122223333:role/thumbnails"
  handler                 = "index.handler"
  runtime                 = "nodejs20.x"
  filename                = "thumbnails.zip"
  code_signing_config_arn = aws_lambda_code_signing_config.build.arn
  tags                    = local.tags
}
