provider "azurerm" {
  features {}
}

# A table that forgets long before its workspace does.
resource "azurerm_log_analytics_workspace_table" "requests" {
  workspace_id      = "/subscriptions/1/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs"
  name              = "ApiManagementGatewayLogs"
  retention_in_days = 4
}
