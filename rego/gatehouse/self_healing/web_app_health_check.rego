# METADATA
# title: App Service asks whether a web app answers, and replaces what does not
# description: >-
#   App Service restarts an instance that crashes. One that hangs, or answers with errors, keeps its share of the requests, unless a health
#   check finds it: then it gets no more, and is replaced when it does not come back.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/azure/app-service/monitor-instances-health-check
# custom:
#   id: web-app-health-check
#   pack: self-healing
#   default: off
#   sentence: It is replaced before anyone is paged.
#   severity: medium
#   action: warn
#   doors: [ci, audit]
#   kinds: [azurerm_linux_web_app, azurerm_windows_web_app]
#   siblings: [azurerm_service_plan]
#   remediation: >-
#     In `site_config` set `health_check_path = "/ready"`, a path that answers only where the app can serve, and
#     `health_check_eviction_time_in_min = 2`.
#   parameters:
#     type: object
#     additionalProperties: false
#     properties: {}
package gatehouse.self_healing.web_app_health_check

import data.gatehouse.lib.attribute
import data.gatehouse.lib.siblings

# Plans of shared machines have no health check.
not_applicable if {
	some plan in input.context.siblings["web-app-health-check"].resources
	siblings.names(input.resource, ["service_plan_id"], plan) == "yes"
	upper(attribute.read(plan, ["sku_name"]).value) in {"F1", "D1", "SHARED"}
}

_path := attribute.read(input.resource, ["site_config", 0, "health_check_path"])

violations contains {
	"path": _path.path,
	"message": "an instance that hangs keeps its share of the requests; set health_check_path",
} if {
	attribute.unset(_path)
}

unknowns contains attribute.unknown(_path, "whether App Service asks whether the app answers")
