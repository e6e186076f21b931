# The same on Google Cloud, where each part is told to log by itself.
resource "google_compute_network" "shop" {
  name                    = "shop"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "shop" {
  name                     = "shop"
  network                  = google_compute_network.shop.id
  region                   = "europe-west3"
  ip_cidr_range            = "10.30.0.0/20"
  private_ip_google_access = true

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = 0.5
    metadata             = "INCLUDE_ALL_METADATA"
  }
}

resource "google_compute_region_health_check" "api" {
  name   = "api"
  region = "europe-west3"

  http_health_check {
    port_specification = "USE_SERVING_PORT"
    request_path       = "/ready"
  }
}

resource "google_compute_region_backend_service" "api" {
  name                  = "api"
  region                = "europe-west3"
  protocol              = "HTTP"
  load_balancing_scheme = "INTERNAL_MANAGED"
  health_checks         = [google_compute_region_health_check.api.id]

  log_config {
    enable      = true
    sample_rate = 1.0
  }
}

resource "google_organization_iam_audit_config" "all" {
  org_id  = "123456789012"
  service = "allServices"

  audit_log_config {
    log_type = "ADMIN_READ"
  }

  audit_log_config {
    log_type = "DATA_READ"
  }

  audit_log_config {
    log_type = "DATA_WRITE"
  }
}

resource "google_logging_organization_sink" "audit" {
  name             = "audit"
  org_id           = "123456789012"
  destination      = "storage.googleapis.com/${google_storage_bucket.audit.name}"
  filter           = "logName:\"cloudaudit.googleapis.com\""
  include_children = true
}

# The sink's writer_identity.
resource "google_storage_bucket_iam_member" "audit" {
  bucket = google_storage_bucket.audit.name
  role   = "roles/storage.objectCreator"
  member = "serviceAccount:service-org-123456789012@gcp-sa-logging.iam.gserviceaccount.com"
}

resource "google_storage_bucket" "audit" {
  name                        = "shop-audit-archive"
  location                    = "EU"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = local.tags

  retention_policy {
    retention_period = 31536000
    is_locked        = true
  }

  lifecycle_rule {
    action {
      type          = "SetStorageClass"
      storage_class = "ARCHIVE"
    }
    condition {
      age = 30
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = 2557
    }
  }
}

resource "google_logging_project_bucket_config" "shop" {
  project        = "shop-logs"
  location       = "europe-west3"
  bucket_id      = "shop"
  retention_days = 90

  cmek_settings {
    kms_key_name = google_kms_crypto_key.logs.id
  }

  depends_on = [google_kms_crypto_key_iam_member.logs]
}

resource "google_kms_key_ring" "logs" {
  name     = "logs"
  location = "europe-west3"
}

resource "google_kms_crypto_key" "logs" {
  name            = "logs"
  key_ring        = google_kms_key_ring.logs.id
  rotation_period = "7776000s"
  labels          = local.tags
}

# As google_logging_project_cmek_settings names it.
resource "google_kms_crypto_key_iam_member" "logs" {
  crypto_key_id = google_kms_crypto_key.logs.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:service-210987654321@gcp-sa-logging.iam.gserviceaccount.com"
}
