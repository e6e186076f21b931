# Each finding is sent to a topic, and dropped there.
resource "google_pubsub_topic" "findings" {
  name         = "findings"
  kms_key_name = "projects/shop-prod/locations/europe-west1/keyRings/shop/cryptoKeys/findings"
  labels       = { team = "platform", env = "prod", cost-center = "4711" }
}

resource "google_scc_v2_project_notification_config" "findings" {
  config_id    = "findings"
  location     = "global"
  pubsub_topic = google_pubsub_topic.findings.id

  streaming_config {
    filter = "state = \"ACTIVE\""
  }
}
