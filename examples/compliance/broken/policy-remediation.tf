# What is there already stays as the policy finds it.
resource "azurerm_subscription_policy_assignment" "diagnostics" {
  name                 = "diagnostics"
  subscription_id      = "/subscriptions/00000000-0000-0000-0000-000000000000"
  policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/diagnostics"
  location             = "westeurope"

  identity {
    type = "SystemAssigned"
  }
}
