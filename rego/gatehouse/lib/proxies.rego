# METADATA
# description: Proxies that are configured by objects of Kubernetes.
package gatehouse.lib.proxies

import data.gatehouse.lib.attribute

# METADATA
# description: >-
#   True for the ConfigMap of ingress-nginx's controller; others of its release have the same labels: headers, TCP services.
is_nginx(resource) if {
	resource.type == "v1/ConfigMap"
	resource.name == "ingress-nginx-controller"
}

is_nginx(resource) if {
	resource.type == "v1/ConfigMap"
	resource.object.metadata.labels["app.kubernetes.io/name"] == "ingress-nginx"
	endswith(resource.name, "-controller")
}

# METADATA
# description: >-
#   Istio's mesh configs in an object, as `{"path", "config"}`: the text in the ConfigMap `istio` (of a revision `istio-canary`),
#   or what an IstioOperator or Sail's Istio hands to the chart.
meshes(resource) := [{"path": "/data/mesh", "config": config} |
	regex.match(`^istio(-[a-z0-9-]+)?$`, resource.name)
	config := yaml.unmarshal(attribute.read(resource, ["data", "mesh"]).value)
	is_object(config)
] if {
	resource.type == "v1/ConfigMap"
} else := [{"path": answer.path, "config": answer.value} |
	some keys in [["spec", "meshConfig"], ["spec", "values", "meshConfig"]]
	answer := attribute.read(resource, keys)
	is_object(answer.value)
]
