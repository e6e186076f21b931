provider "azurerm" {
  features {}
}

# Cool is not an archive, and flow logs are read for a week.
resource "azurerm_storage_account" "flows" {
  name                            = "shopflows"
  resource_group_name             = "logs"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "GRS"
  allow_nested_items_to_be_public = false
}

resource "azurerm_storage_management_policy" "flows" {
  storage_account_id = azurerm_storage_account.flows.id

  rule {
    name    = "cool"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      base_blob {
        tier_to_cool_after_days_since_modification_greater_than = 7
      }
    }
  }
}

resource "azurerm_network_watcher_flow_log" "shop" {
  name                 = "shop"
  network_watcher_name = "NetworkWatcher_westeurope"
  resource_group_name  = "NetworkWatcherRG"
  target_resource_id   = "/subscriptions/1/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop"
  storage_account_id   = azurerm_storage_account.flows.id
  enabled              = true

  retention_policy {
    enabled = true
    days    = 365
  }
}
