provider "azurerm" {
  features {}
}

# What the firewall turned away is kept; who was let in is not.
resource "azurerm_cdn_frontdoor_profile" "shop" {
  name                = "shop"
  resource_group_name = "shop"
  sku_name            = "Premium_AzureFrontDoor"
}

resource "azurerm_monitor_diagnostic_setting" "shop" {
  name                       = "firewall"
  target_resource_id         = azurerm_cdn_frontdoor_profile.shop.id
  log_analytics_workspace_id = "/subscriptions/1/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs"

  enabled_log {
    category = "FrontDoorWebApplicationFirewallLog"
  }
}
