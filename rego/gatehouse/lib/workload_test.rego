package gatehouse.lib.workload_test

import data.gatehouse.lib.workload

test_each_kind_has_its_pods_somewhere if {
	workload.pod({"source": "kubernetes", "type": "v1/Pod"}) == ["spec"]
	workload.pod({"source": "kubernetes", "type": "batch/v1/CronJob"}) == ["spec", "jobTemplate", "spec", "template", "spec"]
	workload.pod({"source": "kubernetes", "type": "apps/v1/Deployment"}) == ["spec", "template", "spec"]
	workload.pod({"source": "terraform", "type": "kubernetes_pod_v1"}) == ["spec", 0]
	workload.pod({"source": "terraform", "type": "kubernetes_deployment"}) == ["spec", 0, "template", 0, "spec", 0]
	count(workload.pod({"source": "terraform", "type": "kubernetes_cron_job_v1"})) == 10
}

test_pods_run_as_somebody if {
	web := {"source": "kubernetes", "type": "v1/Pod", "object": {"metadata": {"labels": {"app": "web"}}, "spec": {"serviceAccountName": "web"}}}
	workload.service_account(web) == "web"
	workload.service_account(object.union(web, {"object": {"spec": {"serviceAccountName": ""}}})) == "default"
	workload.pod_metadata(web) == {"labels": {"app": "web"}}
	later := {"/spec/0/service_account_name": {"references": [], "computed": false, "open": false}}
	not workload.service_account({"source": "terraform", "type": "kubernetes_pod", "object": {}, "unknown": later})
}
