# The same on Azure, where a diagnostic setting hands out each log.
resource "azurerm_resource_group" "logs" {
  name     = "logs"
  location = "westeurope"
  tags     = local.tags
}

resource "azurerm_log_analytics_workspace" "logs" {
  name                = "shop-logs"
  resource_group_name = azurerm_resource_group.logs.name
  location            = azurerm_resource_group.logs.location
  retention_in_days   = 90
  tags                = local.tags
}

resource "azurerm_virtual_network" "shop" {
  name                = "shop"
  resource_group_name = azurerm_resource_group.logs.name
  location            = azurerm_resource_group.logs.location
  address_space       = ["10.40.0.0/16"]
  tags                = local.tags
}

resource "azurerm_subnet" "gateway" {
  name                 = "gateway"
  resource_group_name  = azurerm_resource_group.logs.name
  virtual_network_name = azurerm_virtual_network.shop.name
  address_prefixes     = ["10.40.1.0/24"]
}

resource "azurerm_storage_account" "flows" {
  name                            = "shopflows"
  resource_group_name             = azurerm_resource_group.logs.name
  location                        = azurerm_resource_group.logs.location
  account_tier                    = "Standard"
  account_replication_type        = "GRS"
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = false
  public_network_access_enabled   = false
  tags                            = local.tags
}

resource "azurerm_network_watcher_flow_log" "shop" {
  name                 = "shop"
  network_watcher_name = "NetworkWatcher_westeurope"
  resource_group_name  = "NetworkWatcherRG"
  target_resource_id   = azurerm_virtual_network.shop.id
  storage_account_id   = azurerm_storage_account.flows.id
  enabled              = true
  version              = 2
  tags                 = local.tags

  retention_policy {
    enabled = true
    days    = 365
  }
}

resource "azurerm_cdn_frontdoor_profile" "shop" {
  name                = "shop"
  resource_group_name = azurerm_resource_group.logs.name
  sku_name            = "Standard_AzureFrontDoor"
  tags                = local.tags
}

resource "azurerm_monitor_diagnostic_setting" "front_door" {
  name                       = "requests"
  target_resource_id         = azurerm_cdn_frontdoor_profile.shop.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.logs.id

  enabled_log {
    category = "FrontDoorAccessLog"
  }
}

resource "azurerm_api_management" "shop" {
  name                 = "shop"
  resource_group_name  = azurerm_resource_group.logs.name
  location             = azurerm_resource_group.logs.location
  publisher_name       = "Shop"
  publisher_email      = "shop@example.com"
  sku_name             = "Developer_1"
  virtual_network_type = "Internal"
  tags                 = local.tags

  virtual_network_configuration {
    subnet_id = azurerm_subnet.gateway.id
  }
}

resource "azurerm_monitor_diagnostic_setting" "apis" {
  name                           = "requests"
  target_resource_id             = azurerm_api_management.shop.id
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.logs.id
  log_analytics_destination_type = "Dedicated"

  enabled_log {
    category = "GatewayLogs"
  }
}

# Flow logs are read for a month; the account is not zone-redundant, so that it has an archive.
resource "azurerm_storage_management_policy" "flows" {
  storage_account_id = azurerm_storage_account.flows.id

  rule {
    name    = "archive"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      base_blob {
        tier_to_archive_after_days_since_modification_greater_than = 30
        delete_after_days_since_modification_greater_than          = 365
      }
    }
  }
}

data "azurerm_subscription" "shop" {}

resource "azurerm_monitor_diagnostic_setting" "activity" {
  name                       = "activity"
  target_resource_id         = data.azurerm_subscription.shop.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.logs.id

  enabled_log {
    category = "Administrative"
  }

  enabled_log {
    category = "Alert"
  }

  enabled_log {
    category = "Policy"
  }

  enabled_log {
    category = "Security"
  }
}
