provider "azurerm" {
  features {}
}

# Only metrics are kept: how many requests failed, but not which.
resource "azurerm_api_management" "shop" {
  name                = "shop"
  resource_group_name = "shop"
  location            = "westeurope"
  publisher_name      = "Shop"
  publisher_email     = "shop@example.com"
  sku_name            = "Developer_1"
}

resource "azurerm_monitor_diagnostic_setting" "shop" {
  name                       = "metrics"
  target_resource_id         = azurerm_api_management.shop.id
  log_analytics_workspace_id = "/subscriptions/1/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs"

  enabled_metric {
    category = "AllMetrics"
  }
}
