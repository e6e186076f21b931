package gatehouse.lib.proxies_test

import data.gatehouse.lib.proxies

_config_map(name, labels, values) := {
	"type": "v1/ConfigMap",
	"name": name,
	"object": {"metadata": {"name": name, "labels": labels}, "data": values},
	"unknown": {},
}

_labels := {"app.kubernetes.io/name": "ingress-nginx"}

test_which_config_map_is_nginxs if {
	proxies.is_nginx(_config_map("ingress-nginx-controller", {}, {}))
	proxies.is_nginx(_config_map("internal-ingress-nginx-controller", _labels, {}))
	not proxies.is_nginx(_config_map("ingress-nginx-tcp", _labels, {}))
	not proxies.is_nginx(_config_map("shop-controller", {}, {}))
}

test_mesh_configs if {
	text := "accessLogFile: /dev/stdout\n"
	proxies.meshes(_config_map("istio", {}, {"mesh": text})) == [{"path": "/data/mesh", "config": {"accessLogFile": "/dev/stdout"}}]
	count(proxies.meshes(_config_map("istio-canary", {}, {"mesh": text}))) == 1
	proxies.meshes(_config_map("shop", {}, {"mesh": text})) == []
	proxies.meshes(_config_map("istio", {}, {"mesh": "just text"})) == []
	operator := {
		"type": "install.istio.io/v1alpha1/IstioOperator",
		"object": {"spec": {"meshConfig": {"accessLogFile": "/dev/stdout"}}},
		"unknown": {},
	}
	proxies.meshes(operator) == [{"path": "/spec/meshConfig", "config": {"accessLogFile": "/dev/stdout"}}]
}
