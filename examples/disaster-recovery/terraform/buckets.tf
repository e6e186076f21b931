resource "aws_s3_bucket" "uploads" {
  bucket = "shop-111122223333-uploads"
  tags   = local.tags
}

resource "aws_s3_bucket_versioning" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "uploads_west" {
  provider = aws.west
  bucket   = "shop-111122223333-uploads-west"
  tags     = local.tags
}

resource "aws_s3_bucket_versioning" "uploads_west" {
  provider = aws.west
  bucket   = aws_s3_bucket.uploads_west.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "replication" {
  name = "uploads-replication"
  tags = local.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  name = "replicate"
  role = aws_iam_role.replication.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = "arn:aws:s3:::shop-111122223333-uploads"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = "arn:aws:s3:::shop-111122223333-uploads/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
        Resource = "arn:aws:s3:::shop-111122223333-uploads-west/*"
      },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "uploads" {
  bucket     = aws_s3_bucket.uploads.id
  role       = aws_iam_role.replication.arn
  depends_on = [aws_s3_bucket_versioning.uploads, aws_s3_bucket_versioning.uploads_west]

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = aws_s3_bucket.uploads_west.arn

      # Within 15 minutes, or an event says which object was not.
      replication_time {
        status = "Enabled"
        time {
          minutes = 15
        }
      }

      metrics {
        status = "Enabled"
        event_threshold {
          minutes = 15
        }
      }
    }
  }
}
