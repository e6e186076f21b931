# And on Azure: a slot in which a version is tried before it is swapped in.
provider "azurerm" {
  features {}
}

resource "azurerm_service_plan" "shop" {
  name                   = "shop"
  resource_group_name    = "shop"
  location               = "westeurope"
  os_type                = "Linux"
  sku_name               = "P1v3"
  worker_count           = 3
  zone_balancing_enabled = true
  tags                   = local.tags
}

resource "azurerm_linux_web_app" "shop" {
  name                          = "shop"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = azurerm_service_plan.shop.id
  https_only                    = true
  public_network_access_enabled = false
  tags                          = local.tags

  site_config {
    health_check_path                 = "/ready"
    health_check_eviction_time_in_min = 2
  }
}

resource "azurerm_linux_web_app_slot" "staging" {
  name                          = "staging"
  app_service_id                = azurerm_linux_web_app.shop.id
  https_only                    = true
  public_network_access_enabled = false
  tags                          = local.tags

  site_config {
    health_check_path                 = "/ready"
    health_check_eviction_time_in_min = 2
  }
}
