provider "azurerm" {
  features {}
}

# The flow log is of one subnet; what goes on in the others is not recorded.
resource "azurerm_virtual_network" "shop" {
  name                = "shop"
  resource_group_name = "shop"
  location            = "westeurope"
  address_space       = ["10.40.0.0/16"]
}

resource "azurerm_subnet" "front" {
  name                 = "front"
  resource_group_name  = "shop"
  virtual_network_name = azurerm_virtual_network.shop.name
  address_prefixes     = ["10.40.1.0/24"]
}

resource "azurerm_network_watcher_flow_log" "front" {
  name                 = "front"
  network_watcher_name = "NetworkWatcher_westeurope"
  resource_group_name  = "NetworkWatcherRG"
  target_resource_id   = azurerm_subnet.front.id
  storage_account_id   = "/subscriptions/1/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/shopflows"
  enabled              = true

  retention_policy {
    enabled = true
    days    = 90
  }
}
